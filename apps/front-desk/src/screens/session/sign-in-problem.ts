import type { SignInAnswer } from '../../desk.ts';
import { words } from '../../words/words.ts';

export function signInProblem(answer: Extract<SignInAnswer, { ok: false }>): string {
  return answer.why === 'too_many_tries' ? words.signIn.too_many_tries(answer.retryAfterSeconds) : words.signIn[answer.why];
}
