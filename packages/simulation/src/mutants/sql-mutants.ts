import { classMutants } from './class-mutants.ts';
import { lateMutants } from './late-mutants.ts';
import { recordMutants } from './record-mutants.ts';
import { ruleMutants } from './rule-mutants.ts';
import type { SqlMutant } from './sql-mutant.ts';

const gateway = 'server/src/commands/gateway.pg.test.ts';
const edges = 'server/src/commands/gateway-edges.pg.test.ts';
const rechecks = 'server/src/commands/plan-rechecks.pg.test.ts';
const people = 'server/src/availability/people-locks.pg.test.ts';
const travel = 'server/src/availability/travel.pg.test.ts';
const squeeze = 'server/src/availability/squeeze-in.pg.test.ts';
const refusals = 'server/src/commands/refused-beside-others.pg.test.ts';
const together = 'server/src/commands/written-together.pg.test.ts';
const samePerson = 'server/src/commands/same-person.pg.test.ts';
const customers = 'server/src/api/rest/customers.pg.test.ts';
const freedElsewhere = 'server/src/waitlist/freed-elsewhere.pg.test.ts';
const undoHold = 'server/src/undo/undo-hold.pg.test.ts';

/** By what is broken. */
export const sqlMutants: Readonly<Record<string, SqlMutant>> = {
  'settings that moved are not noticed': {
    in: 'next_version',
    changes: [['not found or v_head.catalogue_version is distinct from coalesce(p_catalogue, v_head.catalogue_version)', 'not found']],
    file: gateway,
    noticedBy: 'a refusal never rests on settings that have changed',
  },
  'a command id is answered anew': {
    in: 'store_outcome',
    changes: [['on conflict do nothing', 'on conflict (tenant_no, command_id) do update set outcome = excluded.outcome']],
    file: rechecks,
    noticedBy: 'a command that was answered is not applied once more, though its time is free again',
  },
  'the command it depends on may be refused': {
    in: 'apply_plan',
    changes: [["if v_dependency is distinct from 'committed' then", 'if false then']],
    file: rechecks,
    noticedBy: 'what depends on a command that was refused, or that nobody sent, is not applied',
  },
  'a hold that ended meanwhile is ended again': {
    in: 'apply_plan',
    changes: [['v_command_id) = 0 then', 'v_command_id) < 0 then']],
    file: rechecks,
    noticedBy: 'a hold that ended meanwhile is not ended twice',
  },
  'a hold that ran out is converted': {
    in: 'apply_plan',
    changes: [["uuid\n        and released_at is null and expires_at > clock_timestamp();", 'uuid\n        and released_at is null;']],
    file: rechecks,
    noticedBy: 'a hold that ran out meanwhile becomes nothing',
  },
  'a hold that ran out is extended': {
    in: 'extend_hold',
    changes: [['and released_at is null\n      and expires_at > clock_timestamp()', 'and released_at is null']],
    file: rechecks,
    noticedBy: 'a hold that ran out meanwhile is not extended',
  },
  'a booking that changed meanwhile is overwritten': {
    in: 'put_booking',
    changes: [["uuid and version = (p_part->>'expectedVersion')::integer", 'uuid']],
    file: rechecks,
    noticedBy: 'a booking that changed meanwhile is left as it is',
  },
  'a waitlist entry that changed meanwhile is overwritten': {
    in: 'put_waitlist_entry',
    changes: [["\n        and status = p_part->>'expectedStatus' for update", ' for update']],
    file: rechecks,
    noticedBy: 'a waitlist entry that changed meanwhile is left as it is',
  },
  'time is given up by id, whosever it is': {
    in: 'apply_plan',
    changes: [['claim.owner_kind = o.kind and ', '']],
    file: edges,
    noticedBy: "a block that borrows a booking's id gives back its own time only",
  },
  'the other offers of a refusal stay held': {
    in: 'apply_plan',
    changes: [["refused_command_id = (p_plan->>'settlesRefusal')::uuid", 'false']],
    file: gateway,
    noticedBy: 'a held alternative becomes the booking, and the other offers go back on sale',
  },
  'a hold that ended keeps its time': {
    in: 'close_holds',
    changes: [["owner_kind = 'hold' and released_at is null;", 'false;']],
    file: gateway,
    noticedBy: 'a dismissed refusal gives back what it held',
  },
  'a hold that ran out stays in the way': {
    in: 'take_lanes',
    changes: [['(expires_at <= clock_timestamp() or (p_over_undo and yields))', '(p_over_undo and yields)']],
    file: gateway,
    noticedBy: 'an expired hold stops blocking although no job has run, and confirming it is a fresh attempt',
  },
  'a hold that lives is pushed aside': {
    in: 'take_lanes',
    changes: [['(expires_at <= clock_timestamp() or (p_over_undo and yields))', 'expires_at is not null']],
    file: gateway,
    noticedBy: 'a taken slot is refused with three alternatives that are really held',
  },
  'time kept for an undo is anybody\'s': {
    in: 'take_lanes',
    changes: [['(p_over_undo and yields)', 'yields']],
    file: undoHold,
    noticedBy: 'the time of a cancelled booking is kept from the web for half a minute, and from nobody at the desk',
  },
  'what a move leaves is kept from the desk too': {
    in: 'keep_vacated',
    changes: [['p_expires, true', 'p_expires, false']],
    file: undoHold,
    noticedBy: 'the time of a cancelled booking is kept from the web for half a minute, and from nobody at the desk',
  },
  'a block lies over somebody squeezed in': {
    in: 'take_lanes',
    changes: [["if p_owner_kind = 'block' and exists", 'if false and exists']],
    file: squeeze,
    noticedBy: 'nobody is squeezed in under a block, and no block over somebody squeezed in',
  },
  'somebody is squeezed in under a block': {
    in: 'take_lanes',
    changes: [['if v_missing > 0 and p_squeeze > 0 and exists', 'if false and exists']],
    file: squeeze,
    noticedBy: 'nobody is squeezed in under a block, and no block over somebody squeezed in',
  },
  'a claim that names its lanes gets others': {
    in: 'take_lanes',
    changes: [['      exit when v_missing = 0;\n      continue when v_lane <> all(p_on);', '      exit when v_missing = 0;']],
    file: rechecks,
    noticedBy: 'a lane that a plan names is taken or none is, and it names none that is not there',
  },
  'squeeze-ins have no limit a day': {
    in: 'take_claims',
    changes: [['if v_count > (c.resource).squeeze_per_day then', 'if false then']],
    file: squeeze,
    noticedBy: "a resource takes so many a day, by its local day, and no more",
  },
  'who is squeezed in takes a regular lane first': {
    in: 'take_claims',
    changes: [['x."squeezeFrom" is not null, ', '']],
    file: rechecks,
    noticedBy: 'of those taken together, who may be squeezed in leaves the regular lanes to who may not',
  },
  'people are locked in another order than by a group': {
    in: 'lock_people',
    changes: [['order by key', 'order by key desc']],
    file: people,
    noticedBy: 'a command locks its people in one order before it takes time',
  },
  'people of a group are locked in another order': {
    in: 'apply_each',
    changes: [['person_id is not null order by key', 'person_id is not null order by key desc']],
    file: people,
    noticedBy: 'commands that are committed together lock their people in one order before any of them takes time',
  },
  'a group waits for locations that others hold': {
    in: 'apply_each',
    changes: [['for update skip locked', 'for update']],
    file: people,
    noticedBy: 'commands that are committed together wait for no location: one that is held is left out, with all of its commands',
  },
  'a refusal stands though nothing is in its way any more': {
    in: 'record_refusal',
    changes: [["raise exception 'no longer in the way' using errcode = 'HF001';", 'null;']],
    file: refusals,
    noticedBy: 'what stood in the way is gone before the refusal is stored: it is committed instead',
  },
  'a hold that ran out is in the way of a refusal': {
    in: 'record_refusal',
    changes: [['and (c.expires_at is null or c.expires_at > clock_timestamp())', '']],
    file: refusals,
    noticedBy: 'a hold that stood in the way ran out before the refusal is stored',
  },
  'an opening that was taken meanwhile is left out': {
    in: 'record_refusal',
    changes: [["raise exception 'taken' using errcode = 'HF001';", 'null;']],
    file: refusals,
    noticedBy: 'what would be offered is taken before it is held: others are found, and all are held',
  },
  'what is offered unheld is not looked at again': {
    in: 'record_refusal',
    changes: [["raise exception 'offered and taken' using errcode = 'HF001';", "v_alternatives := v_alternatives || jsonb_build_array(v_candidate->'offer');"]],
    file: refusals,
    noticedBy: 'what is offered unheld was free when the refusal was stored',
  },
  'one of a group takes the others back': {
    in: 'apply_each',
    changes: [["v_outcomes[p.place] := jsonb_build_object('raised', sqlstate, 'constraint', '');", 'raise;']],
    file: together,
    noticedBy: 'of settings that moved, an id that is known, a time that is taken and a booking that exists nothing is left of the group',
  },
  'a command id that is known is written with its group': {
    in: 'write_together',
    changes: [['if v_count < cardinality(v_commands) then', 'if false then']],
    file: together,
    noticedBy: 'of settings that moved, an id that is known, a time that is taken and a booking that exists nothing is left of the group',
  },
  'a customer comes twice in what is written together': {
    in: 'apply_each',
    changes: [['count(k) = count(distinct k)', 'true']],
    file: together,
    noticedBy: 'and where more is to be done: the same customer twice, whose phone the second one brings',
  },
  'a customer comes twice, with an id in two spellings': {
    in: 'apply_each',
    changes: [["->>'customer_id')::uuid as k", "->>'customer_id') as k"]],
    file: together,
    noticedBy: 'and where more is to be done: the same customer twice, whose id is written in two ways',
  },
  'who is new has the name of another in what is written together': {
    in: 'apply_each',
    changes: [['having count(*) > 1 and bool_or(is_newcomer)', 'having false']],
    file: together,
    noticedBy: 'and where more is to be done: somebody new twice, with an id of each door',
  },
  'a group makes somebody new who is just being made elsewhere': {
    in: 'apply_each',
    changes: [['foreach v_key in array v_keys loop', "foreach v_key in array '{}'::bigint[] loop"]],
    file: samePerson,
    noticedBy: 'the second waits for the first and is found to be them: in a group',
  },
  'a command makes somebody new who is just being made elsewhere': {
    in: 'recognised',
    changes: [['perform pg_advisory_xact_lock(v_key);', '']],
    file: samePerson,
    noticedBy: 'the second waits for the first and is found to be them: alone',
  },
  'a caller adds an address to whom they were found to be': {
    in: 'for_whom',
    changes: [["p_plan->'command'->>'channel' not in ('desk', 'walk_in', 'import')", 'false']],
    file: customers,
    noticedBy: "a program's caller adds nothing to whom they were found to be; the counter does",
  },
  'who is looked for by one address is locked by the other': {
    in: 'newcomer_keys',
    changes: [["' @ ' || gateway.folded(k->>'email')", 'null']],
    file: samePerson,
    noticedBy: 'who shares one of two addresses waits as well',
  },
  'everybody of one name waits for everybody else of it': {
    in: 'newcomer_keys',
    changes: [["|| way, p_tenant", "|| left(way, 3), p_tenant"]],
    file: samePerson,
    noticedBy: 'another of the same name with a number of their own waits for nobody',
  },
  'a name is enough to be somebody': {
    in: 'customer_like',
    changes: [[' and gateway.dialled(phone) = gateway.dialled(p_customer->>\'phone\')', '']],
    file: customers,
    noticedBy: "a family's number with another name is another person, and a name alone nobody in particular",
  },
  'what rests on another command is written together': {
    in: 'goes_together',
    changes: [["when p_plan->'command' ? 'dependsOn' then false", '']],
    file: together,
    noticedBy: 'and where more is to be done: a booking that rests on another command',
  },
  'of a location some are written before others': {
    in: 'apply_each',
    changes: [['where (part.tenant_no, part.location_id) not in (select tenant_no, location_id from more)', 'where gateway.goes_together(part.plan)']],
    file: together,
    noticedBy: 'where one location does more, the others are written table by table all the same',
  },
  'what a group could not take is not noticed': {
    in: 'write_together',
    changes: [['where got.count is distinct from o.count', 'where false']],
    file: together,
    noticedBy: 'of settings that moved, an id that is known, a time that is taken and a booking that exists nothing is left of the group',
  },
  'who got a part of what they want keeps it': {
    in: 'write_together',
    changes: [['delete from claim where claim_no = any(v_given_back);', '']],
    file: together,
    noticedBy: 'whose time is taken gives back what they got of it, and the others of the group are written table by table',
  },
  'a group is told that a hold that ran out is in the way': {
    in: 'write_together',
    changes: [[`and (c.expires_at is null or c.expires_at > clock_timestamp())
                and not`, 'and not']],
    file: together,
    noticedBy: 'and where more is to be done: a time where a hold has run out',
  },
  'a group rests on settings that moved': {
    in: 'write_together',
    changes: [["(p.plan->>'catalogueVersion')::bigint is distinct from p.catalogue_version", 'false']],
    file: together,
    noticedBy: 'of settings that moved, an id that is known, a time that is taken and a booking that exists nothing is left of the group',
  },
  'a group begins a chain of its own': {
    in: 'write_together',
    changes: [['if p.is_first then v_hash := p.hash; end if;', '']],
    file: together,
    noticedBy: 'the chain of the record goes on through a group',
  },
  'of a group a refusal does not hear what those before it end': {
    in: 'write_together',
    changes: [['and k.place < part.place', 'and false']],
    file: together,
    noticedBy: 'and where more is to be done: a refusal that rests on a hold which one before it makes a booking',
  },
  'of a group two refusals of one asker hold both': {
    in: 'write_together',
    changes: [['having count(*) > 1', 'having false']],
    file: together,
    noticedBy: 'and where more is to be done: one asker who is refused twice',
  },
  'a group holds of a day what it likes': {
    in: 'wanted_of',
    changes: [['and v_held < c.quota', '']],
    file: together,
    noticedBy: 'of a day a group holds no more than 1 alternatives, as one by one, and what is given back makes room',
  },
  'what a group gives back makes no room on its day': {
    in: 'wanted_of',
    changes: [['and k.place <= candidate.place', 'and false']],
    file: together,
    noticedBy: 'of a day a group holds no more than 7 alternatives, as one by one, and what is given back makes room',
  },
  'a group makes bookings of holds that ran out': {
    in: 'write_together',
    changes: [["raise exception 'the hold ran out' using errcode = 'HF002';", 'null;']],
    file: together,
    noticedBy: 'a hold that ran out, at least in part, becomes no booking, in a group as alone',
  },
  'what an asker was offered before stays held in a group': {
    in: 'closings_of',
    changes: [["h.asker = part.plan->>'asker'", 'false']],
    file: together,
    noticedBy: 'a newer refusal of the same asker replaces the older one, in a group as alone',
  },
  'nobody needs time for the way': {
    in: 'is_elsewhere',
    changes: [['tstzrange(p_start - t.travel, p_end + t.travel', 'tstzrange(p_start, p_end']],
    file: travel,
    noticedBy: 'nobody is at two places at once, and not without the time for the way',
  },
  'a hold elsewhere that ran out keeps somebody there': {
    in: 'is_elsewhere',
    changes: [['(c.expires_at is null or c.expires_at > clock_timestamp())', 'true']],
    file: travel,
    noticedBy: 'holds count as long as they live, blocks do not, and what is cancelled no more',
  },
  'a block elsewhere keeps somebody there': {
    in: 'is_elsewhere',
    changes: [["c.owner_kind <> 'block' and ", '']],
    file: travel,
    noticedBy: 'holds count as long as they live, blocks do not, and what is cancelled no more',
  },
  'refusals hold as many alternatives as they like': {
    in: 'record_refusal',
    changes: [['< o.quota then', '< 100 then']],
    file: rechecks,
    noticedBy: 'a day has no more alternatives held than its quota, and the rest are offered unheld',
  },
  'what one refusal holds is not counted for its day': {
    in: 'record_refusal',
    changes: [['v_held + cardinality(array_positions(v_days, o.day))', 'v_held']],
    file: rechecks,
    noticedBy: 'a day has no more alternatives held than its quota, and the rest are offered unheld',
  },
  'what a refusal could not take at once is held all the same': {
    in: 'record_refusal',
    changes: [['if v_missing > 0 then', 'if false then']],
    file: refusals,
    noticedBy: 'what would be offered is taken before it is held: others are found, and all are held',
  },
  'each refusal of one asker holds its own': {
    in: 'record_refusal',
    changes: [['if cardinality(v_hold_ids) > 0 then', 'if false then']],
    file: rechecks,
    noticedBy: "an asker's newest refusal alone holds alternatives",
  },
  'a correction made since is overwritten by an undo': {
    in: 'restore_customer',
    changes: [["\n      and (name, phone, email) is not distinct from (v_from->>'name', v_from->>'phone', v_from->>'email')", '']],
    file: rechecks,
    noticedBy: 'a customer who was corrected meanwhile keeps the correction',
  },
  'what a person gives up elsewhere is not looked at': {
    in: 'next_waitlist',
    changes: [[' or o.heads <> w.looked_elsewhere', '']],
    file: freedElsewhere,
    noticedBy: 'a booking that is cancelled there is offered here',
  },
  'a look that ends takes in what came meanwhile': {
    in: 'waitlist_looked',
    changes: [['coalesce(p_elsewhere, gateway.heads_elsewhere(p_tenant, p_location))', 'gateway.heads_elsewhere(p_tenant, p_location)']],
    file: freedElsewhere,
    noticedBy: 'what is freed there while a look here is under way is looked at next',
  },
  ...classMutants,
  ...lateMutants,
  ...recordMutants,
  ...ruleMutants,
};
