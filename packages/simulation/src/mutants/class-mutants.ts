import type { SqlMutant } from './sql-mutant.ts';

const file = 'server/src/bookings/classes.pg.test.ts';
const rules = 'server/src/locations/change-rules.pg.test.ts';

/** Classes that are kept apart, by what is broken. */
export const classMutants: Readonly<Record<string, SqlMutant>> = {
  'classes are not kept apart': {
    in: 'class_on',
    changes: [['r.one_class_at_a_time and r.capacity > 1', 'false']],
    file,
    noticedBy: 'of a crowd each class gets as many as it has places, and no teacher is in two',
  },
  'guests of a class are kept apart': {
    in: 'class_on',
    changes: [['coalesce(p_class, p_owner::text)', 'p_owner::text']],
    file,
    noticedBy: 'as many as there are places share the teacher and the room; one more is told that it is full, and when there is another',
  },
  'alternatives of a class are kept apart from it': {
    in: 'take_candidate',
    changes: [['gateway.class_on(v_resource, v_claim."classKey", v_hold_id)', 'gateway.class_on(v_resource, null, v_hold_id)']],
    file,
    noticedBy: 'what is held instead is a place in the class that takes place then',
  },
  'what is kept for an undo lies across another class': {
    in: 'keep_vacated',
    changes: [['(c.lane = v.lane or c.class_key <> v.class_key)', 'c.lane = v.lane']],
    file,
    noticedBy: 'a guest moves to another class and back, and alone in theirs to any time',
  },
  'who is there already is not asked of which class they are': {
    in: 'keep_apart',
    changes: [['where c.claim_no = k.claim_no and', 'where false and']],
    file: rules,
    noticedBy: 'guests of one class stay together when classes are kept apart, and more of them may come',
  },
  'what is kept for an undo is in the way of keeping classes apart': {
    in: 'keep_apart',
    changes: [['if v_in_the_way is not null then', 'if false then']],
    file: rules,
    noticedBy: 'classes are kept apart from now on only where nobody is there with another class',
  },
};
