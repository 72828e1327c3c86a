import { describe, expect, test } from 'vitest';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { reasonOf, subjectOf } from './registry.ts';

const asked = (kind: string, args: object): Command => ({ kind, args }) as Command;

describe('what a command is about', () => {
  const subjects: { [K in CommandKind]: keyof CommandArgs<K> } = {
    create_booking: 'bookingId',
    move_booking: 'bookingId',
    cancel_booking: 'bookingId',
    arrive_booking: 'bookingId',
    start_booking: 'bookingId',
    complete_booking: 'bookingId',
    no_show_booking: 'bookingId',
    edit_booking: 'bookingId',
    place_hold: 'holdId',
    confirm_hold: 'bookingId',
    release_hold: 'holdId',
    extend_hold: 'holdId',
    override_hold: 'holdId',
    place_block: 'blockId',
    remove_block: 'blockId',
    dismiss_refusal: 'refusedCommandId',
    undo_command: 'commandId',
    run_late: 'resourceId',
    create_series: 'seriesId',
    move_series: 'bookingId',
    cancel_series: 'bookingId',
    edit_series: 'bookingId',
    join_waitlist: 'entryId',
    leave_waitlist: 'entryId',
    offer_waitlist: 'entryId',
    accept_offer: 'bookingId',
    decline_offer: 'entryId',
  };
  // Every id that any command has, each its own name.
  const ids = Object.fromEntries([...Object.values(subjects), 'newHoldId', 'usingHoldId'].map((id) => [id, id]));

  test.each(Object.entries(subjects))('%s: its %s', (kind, subject) => {
    expect(subjectOf(asked(kind, ids))).toBe(subject);
  });
});

describe('the reason a command gives', () => {
  const said = { squeezeIn: { reason: 'Regular' }, waive: { reason: 'A fair' }, reason: 'Ill' };

  test.each(['create_booking', 'move_booking', 'place_hold', 'create_series', 'move_series'])('%s: of a squeeze-in and of a waived rule', (kind) => {
    expect(reasonOf(asked(kind, said))).toBe('Regular; A fair');
    expect(reasonOf(asked(kind, { waive: said.waive }))).toBe('A fair');
    expect(reasonOf(asked(kind, { squeezeIn: said.squeezeIn }))).toBe('Regular');
    expect(reasonOf(asked(kind, { squeezeIn: said.waive, waive: said.waive }))).toBe('A fair');
    expect(reasonOf(asked(kind, {}))).toBeUndefined();
  });

  test.each(['confirm_hold', 'accept_offer', 'edit_booking', 'edit_series'])('%s: of a waived rule', (kind) => {
    expect(reasonOf(asked(kind, said))).toBe('A fair');
    expect(reasonOf(asked(kind, {}))).toBeUndefined();
  });

  test.each([
    'cancel_booking', 'arrive_booking', 'start_booking', 'complete_booking', 'no_show_booking', 'place_block', 'dismiss_refusal',
    'cancel_series', 'override_hold', 'leave_waitlist',
  ])('%s: its own', (kind) => {
    expect(reasonOf(asked(kind, said))).toBe('Ill');
  });

  test.each(['release_hold', 'extend_hold', 'remove_block', 'undo_command', 'run_late', 'join_waitlist', 'offer_waitlist', 'decline_offer'])('%s: none', (kind) => {
    expect(reasonOf(asked(kind, said))).toBeUndefined();
  });
});
