import { useCallback, useEffect, useState } from 'react';
import type { Rules, RulesAnswer, RuleSubject } from '../../rules.ts';
import { useDesk, useReadable } from '../desk-context.tsx';
import { words } from '../../words/words.ts';
import { askedOf, heldValue, inOrder, keyOf, readProblem, shownValue, subjectOfKey, withEntered, type RuleDraft } from './rule-draft.ts';

type RefusedRules = Exclude<RulesAnswer, { status: 'changed' }>;

/** What came of the last save. */
type SaveNote = 'saved' | 'not_all' | 'failed' | null;

/** What the fields of the screen need: what they show, where an entry goes, and what the server said to it. */
export interface RuleEditor {
  rules: Rules;
  shown(subject: RuleSubject, path: string): string;
  enter(subject: RuleSubject, entered: Readonly<Record<string, string | null>>): void;
  /** `path` null: about the whole thing. */
  problem(subject: RuleSubject, path: string | null): string | null;
  refused(subject: RuleSubject): RefusedRules | null;
  save(confirmed?: RuleSubject): void;
}

export interface RulesScreen {
  state: 'loading' | 'away' | 'loaded';
  editor: RuleEditor | null;
  isOffline: boolean;
  isDirty: boolean;
  isSaving: boolean;
  note: SaveNote;
  /** Things with something that the server did not take. */
  refusedSubjects: readonly RuleSubject[];
  again(): void;
}

/** The settings as they were read, what was entered over them, and the way to save it: one thing after the other. */
export function useRules(): RulesScreen {
  const desk = useDesk();
  const isOffline = useReadable(desk.connection).state === 'offline';
  const [rules, setRules] = useState<Rules | null>(null);
  const [isAway, setAway] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [draft, setDraft] = useState<RuleDraft>({});
  const [answers, setAnswers] = useState<Readonly<Record<string, RefusedRules>>>({});
  const [isSaving, setSaving] = useState(false);
  const [note, setNote] = useState<SaveNote>(null);
  const isRead = rules !== null;
  useEffect(() => {
    if (isOffline || isRead) return;
    let current = true;
    desk.rules().then(
      (read) => current && setRules(read),
      () => current && setAway(true),
    );
    return () => {
      current = false;
    };
  }, [desk, isOffline, isRead, attempt]);

  const save = async (known: Rules, confirmed: RuleSubject | null): Promise<void> => {
    setSaving(true);
    setNote(null);
    const refused: Record<string, RefusedRules> = {};
    try {
      for (const [key, sent] of inOrder(draft)) {
        const subject = subjectOfKey(key);
        const answer = await desk.changeRules(askedOf(known, draft, subject, confirmed !== null && key === keyOf(confirmed)));
        if (answer.status === 'changed') setDraft((now) => withoutSent(now, key, sent));
        else refused[key] = answer;
      }
      setRules(await desk.rules());
      setNote(Object.keys(refused).length === 0 ? 'saved' : 'not_all');
    } catch {
      setNote('failed');
    }
    setAnswers(refused);
    setSaving(false);
  };

  const editor: RuleEditor | null = rules && {
    rules,
    shown: (subject, path) => shownValue(rules, draft, subject, path),
    enter: (subject, entered) => {
      setDraft((now) => withEntered(rules, now, subject, entered));
      setAnswers(({ [keyOf(subject)]: _, ...others }) => others);
      setNote(null);
    },
    problem: (subject, path) => {
      const answer = answers[keyOf(subject)];
      if (answer?.status === 'moved') return movedWords(rules, draft, subject, path);
      const said = answer?.status === 'refused' ? readProblem(answer.problem) : null;
      return said?.path === path ? said.text : null;
    },
    refused: (subject) => answers[keyOf(subject)] ?? null,
    save: (confirmed) => void save(rules, confirmed ?? null),
  };
  return {
    state: isRead ? 'loaded' : isAway || isOffline ? 'away' : 'loading',
    editor,
    isOffline,
    isDirty: Object.keys(draft).length > 0,
    isSaving,
    note,
    refusedSubjects: Object.keys(answers).map(subjectOfKey),
    again: useCallback(() => {
      setAway(false);
      setAttempt((count) => count + 1);
    }, []),
  };
}

/** Somebody was faster: what holds now is said beside each value that was entered over it. */
function movedWords(rules: Rules, draft: RuleDraft, subject: RuleSubject, path: string | null): string | null {
  if (path === null) return words.rules.moved;
  if (draft[keyOf(subject)]?.[path] === undefined) return null;
  const now = heldValue(rules, subject, path);
  return typeof now === 'number' || typeof now === 'boolean' ? words.rules.nowIs(now) : null;
}

/** What was entered while it was being saved stays. */
function withoutSent(draft: RuleDraft, key: string, sent: RuleDraft[string]): RuleDraft {
  const { [key]: entered = {}, ...others } = draft;
  const left = Object.entries(entered).filter(([path, value]) => sent[path] !== value);
  return left.length === 0 ? others : { ...others, [key]: Object.fromEntries(left) };
}
