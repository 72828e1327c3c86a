import type { SqlMutant } from './sql-mutant.ts';

const rules = 'server/src/locations/change-rules.pg.test.ts';
const people = 'server/src/locations/people-by-rules.pg.test.ts';
const needs = 'server/src/locations/changed-needs.pg.test.ts';
const classes = 'server/src/bookings/classes.pg.test.ts';
const lateLanes = 'server/src/running-late/run-late-lanes.pg.test.ts';
const rechecks = 'server/src/commands/plan-rechecks.pg.test.ts';
const squeeze = 'server/src/availability/squeeze-in.pg.test.ts';

const torn = 'who would be wanted at two places is named, and nothing changes before they are moved';
const eachPlace = 'whoever stands with that person is looked at too, at every place, before their way and after it';
const wantedNowhere = 'a block, what ran out, what is over and what is kept for an undo want nobody anywhere';
const threePlaces = 'at three places, whichever of the others is named; to be somebody else is to be them alone';
const samePerson = 'the same person at two places is booked at one, from the next command on, and each place has it in its record and feed';
const leftOut = 'a smaller capacity leaves out no block, nobody who is over or whose hold ran out, and nobody who was squeezed in before';
const asSold = 'a class that is none any more stays as it was sold whatever else is changed, with the place that is kept for an undo';
const namedLanes = 'who names a lane frees what ran out there, and of another class on every lane, and nothing else';

/** Rules that people set while others book, and what makes way for them; by what is broken. */
export const ruleMutants: Readonly<Record<string, SqlMutant>> = {
  'one person is wanted at two places': {
    in: 'change_rules',
    changes: [["if v_touches <> '[]' then\n      return jsonb_build_object('inTwoPlaces'", "if false then\n      return jsonb_build_object('inTwoPlaces'"]],
    file: people,
    noticedBy: torn,
  },
  'one person needs no time for the way to the next place': {
    in: 'wanted_in_two_places',
    changes: [['a.ends_at + t.travel', 'a.ends_at']],
    file: people,
    noticedBy: torn,
  },
  'one person needs no time for the way from the place before': {
    in: 'wanted_in_two_places',
    changes: [['a.starts_at - t.travel', 'a.starts_at']],
    file: people,
    noticedBy: eachPlace,
  },
  'of one person only the place that is named is looked at': {
    in: 'change_rules',
    changes: [['(r.person_id = v_person or r.resource_id = v_as.resource_id)', 'r.resource_id = v_as.resource_id']],
    file: people,
    noticedBy: eachPlace,
  },
  'a block wants a person': {
    in: 'wanted_in_two_places',
    changes: [["and a.owner_kind <> 'block' and b.owner_kind <> 'block'", '']],
    file: people,
    noticedBy: wantedNowhere,
  },
  'what is kept for an undo here wants a person': {
    in: 'wanted_in_two_places',
    changes: [['and not a.yields', '']],
    file: people,
    noticedBy: wantedNowhere,
  },
  'what is kept for an undo elsewhere wants a person': {
    in: 'wanted_in_two_places',
    changes: [['and not b.yields', '']],
    file: people,
    noticedBy: wantedNowhere,
  },
  'a hold here that ran out wants a person': {
    in: 'wanted_in_two_places',
    changes: [['(a.expires_at is null or a.expires_at > clock_timestamp())', 'true']],
    file: people,
    noticedBy: wantedNowhere,
  },
  'a hold elsewhere that ran out wants a person': {
    in: 'wanted_in_two_places',
    changes: [['(b.expires_at is null or b.expires_at > clock_timestamp())', 'true']],
    file: people,
    noticedBy: wantedNowhere,
  },
  'what is over wants a person': {
    in: 'wanted_in_two_places',
    changes: [['and a.ends_at > clock_timestamp() and b.ends_at > clock_timestamp()', '']],
    file: people,
    noticedBy: wantedNowhere,
  },
  'somebody is a person who is gone': {
    in: 'change_rules',
    changes: [["if v_as.resource_id is null and p_rules->>'samePersonAs' is not null then", 'if false then']],
    file: people,
    noticedBy: 'somebody who is gone by now is nobody to be',
  },
  'somebody is the same as themselves': {
    in: 'change_rules',
    changes: [['and resource_id <> p_subject;', ';']],
    file: people,
    noticedBy: 'somebody who is gone by now is nobody to be',
  },
  'who becomes a person leaves the others of that person behind': {
    in: 'change_rules',
    changes: [['coalesce(v_as.person_id, gen_random_uuid())', 'gen_random_uuid()']],
    file: people,
    noticedBy: threePlaces,
  },
  'who becomes a person is that person alone': {
    in: 'change_rules',
    changes: [['if v_as.resource_id is not null and v_as.person_id is null then', 'if false then']],
    file: people,
    noticedBy: samePerson,
  },
  'other places go on deciding by who a person was': {
    in: 'change_rules',
    changes: [["if p_rules ? 'samePersonAs' then\n    update", 'if false then\n    update']],
    file: people,
    noticedBy: 'nobody else any more, both are booked at once',
  },
  'places are locked one by one where a person changes': {
    in: 'change_rules',
    changes: [["(location_id = p_location or p_rules ? 'samePersonAs')", 'location_id = p_location']],
    file: people,
    noticedBy: 'what is booked at the other place while the change waits for it is looked at',
  },
  'what a change of rules rests on is not asked again': {
    in: 'change_rules',
    changes: [['or v_before || p_expected <> v_before then', 'then']],
    file: rules,
    noticedBy: 'what rests on something that is otherwise by now is not written',
  },
  'what a service needs stays as it was': {
    in: 'change_rules',
    changes: [["needs = array(select jsonb_array_elements_text(v_after->'needs'))", 'needs = needs']],
    file: needs,
    noticedBy: 'it holds from the next booking on, travels in the feed and stands in the record',
  },
  'a smaller capacity leaves people out unasked': {
    in: 'change_rules',
    changes: [["(v_after->>'capacity')::integer < v_resource.capacity and not p_confirmed", 'false']],
    file: rules,
    noticedBy: 'a smaller capacity says whom it leaves beyond it, and displaces nobody',
  },
  'classes are kept apart where people are at two': {
    in: 'change_rules',
    changes: [['if p_of = \'resource\' and not (v_resource.one_class_at_a_time and v_resource.capacity > 1) then', 'if false then']],
    file: rules,
    noticedBy: 'classes are kept apart from now on only where nobody is there with another class',
  },
  'what was a class is asked again whether it is one': {
    in: 'change_rules',
    changes: [['and not (v_resource.one_class_at_a_time and v_resource.capacity > 1)', '']],
    file: rules,
    noticedBy: asSold,
  },
  'a block leaves the places free that are new': {
    in: 'change_rules',
    changes: [["and c.owner_kind = 'block' and c.lane = 1", 'and false']],
    file: rules,
    noticedBy: 'a block takes the lanes that a larger capacity adds, and gives them all back',
  },
  'who booked a class before it was one stays alone': {
    in: 'change_rules',
    changes: [["if not v_service.is_class and (v_after->>'isClass')::boolean then", 'if false then']],
    file: rules,
    noticedBy: 'who booked before a service was a class is the first of it',
  },
  'a smaller capacity leaves out what is kept': {
    in: 'beyond_capacity',
    changes: [['and not yields', '']],
    file: lateLanes,
    noticedBy: 'what is kept while somebody is away is nobody whom a smaller capacity leaves out',
  },
  'a smaller capacity leaves out a block': {
    in: 'beyond_capacity',
    changes: [["and owner_kind <> 'block'", '']],
    file: rules,
    noticedBy: leftOut,
  },
  'a smaller capacity leaves out a hold that ran out': {
    in: 'beyond_capacity',
    changes: [['and (expires_at is null or expires_at > clock_timestamp())', '']],
    file: rules,
    noticedBy: leftOut,
  },
  'a smaller capacity leaves out who is over': {
    in: 'beyond_capacity',
    changes: [['and ends_at > clock_timestamp()', '']],
    file: rules,
    noticedBy: leftOut,
  },
  'a smaller capacity leaves out who was beyond it before': {
    in: 'beyond_capacity',
    changes: [['and lane <= p_resource.capacity', '']],
    file: rules,
    noticedBy: leftOut,
  },
  'a claim that names its lanes frees all of them': {
    in: 'take_lanes',
    changes: [['and ((lane = any(p_on)) is not false or class_key <> p_class)', '']],
    file: lateLanes,
    noticedBy: 'what is kept of every place while somebody is away is kept where a hold ran out on one of them too',
  },
  'a claim that names its lanes leaves another class in its way': {
    in: 'take_lanes',
    changes: [['is not false or class_key <> p_class)', 'is not false)']],
    file: rechecks,
    noticedBy: namedLanes,
  },
  'a claim that names its lanes frees none of them': {
    in: 'take_lanes',
    changes: [['(lane = any(p_on)) is not false', 'p_on is null']],
    file: rechecks,
    noticedBy: namedLanes,
  },
  'a squeezed-in claim that names its lanes gets others': {
    in: 'take_lanes',
    changes: [['exit when v_missing = 0;\n    continue when v_lane <> all(p_on);', 'exit when v_missing = 0;']],
    file: rechecks,
    noticedBy: 'of the lanes beyond the capacity, too, the one is taken that a plan names',
  },
  'somebody squeezed in whose hold ran out is in the way of a block': {
    in: 'take_lanes',
    changes: [['and during && tstzrange(p_start, p_end, \'[)\') and (expires_at is null or expires_at > clock_timestamp())) then', 'and during && tstzrange(p_start, p_end, \'[)\')) then']],
    file: squeeze,
    noticedBy: 'somebody squeezed in whose hold ran out is not in the way of a block',
  },
  'a hold that ran out is in the way of keeping classes apart': {
    in: 'keep_apart',
    changes: [['live.yields or live.expires_at <= clock_timestamp()', 'live.yields']],
    file: rules,
    noticedBy: 'a hold that ran out is not in the way of keeping classes apart',
  },
  'what is kept of a class is given up when anything is changed': {
    in: 'keep_apart',
    changes: [['where c.class_key is null)', ')']],
    file: rules,
    noticedBy: asSold,
  },
  'who was sold as a class is named anew when anything is changed': {
    in: 'keep_apart',
    changes: [['(c.class_key is null) <> (k.known_by is null)', 'true']],
    file: rules,
    noticedBy: asSold,
  },
  'what is over is in the way of keeping classes apart': {
    in: 'keep_apart',
    changes: [['and c.class_key <> k.known_by', 'and false']],
    file: classes,
    noticedBy: 'classes are kept apart again where one that is over lies across what was taken in between',
  },
  'what is over is nameless wherever classes are kept apart': {
    in: 'keep_apart',
    changes: [['and c.ends_at <= clock_timestamp() and c.during && ahead.during', 'and c.ends_at <= clock_timestamp()']],
    file: classes,
    noticedBy: 'classes are kept apart again where one that is over lies across what was taken in between',
  },
};
