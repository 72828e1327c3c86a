import { words } from '../../words/words.ts';
import type { Hurdle } from './hurdles.ts';

/** What the way past a hurdle is called: on the button that asks for it, over the questions, and on the answer. `isMove`: it is booked already. */
export function hurdleWords({ squeezeIn, deposit, rules }: Hurdle, isMove = false): { button: string; title: string; action: string } {
  const { exceptions, move } = words;
  if (squeezeIn) return { button: exceptions.squeezeIn, title: exceptions.squeezeTitle, action: exceptions.squeezeAction };
  if (deposit) return { button: exceptions.depositGive, title: exceptions.depositTitle, action: exceptions.depositAction };
  if (isMove) return { button: move.anywayButton, title: move.anywayTitle, action: move.anywayAction };
  if (rules.includes('orphan_gap') || rules.includes('hours')) return { button: exceptions.anyway, title: exceptions.anywayTitle, action: exceptions.anywayAction };
  return { button: exceptions.approve, title: exceptions.approveTitle, action: exceptions.approveAction };
}
