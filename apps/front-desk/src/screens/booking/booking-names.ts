import type { BookingRow, HoldRow, ResourceRow } from '@holdfast/protocol/rows';
import type { BoardItem } from '../../desk.ts';
import { peopleSqueezedIn } from '@holdfast/domain/squeezed-in';
import { words } from '../../words/words.ts';

/** What a booking is called at the counter: its customer, else its title, else that it walked in. */
export function whoIs(row: BookingRow): string {
  return row.customerName ?? row.title ?? words.walkInCustomer;
}

export function titleOf(item: BoardItem): string {
  switch (item.kind) {
    case 'booking':
      return whoIs(item.row);
    case 'hold':
      return holdTitle(item.row);
    case 'block':
      return item.row.reason === '' ? words.board.blocked : item.row.reason;
  }
}

/** Whom a hold is for, else what it is for. */
export function holdTitle({ customerName, title, purpose = 'asked', channel }: HoldRow): string {
  if (purpose === 'waitlist') return words.board.offeredTo(customerName ?? words.waitlist.title);
  const who = customerName ?? title ?? '';
  if (who !== '') return words.holds.forWhom(who);
  switch (purpose) {
    case 'alternative':
      return words.holds.alternative;
    case 'override':
      return words.holds.override;
    case 'asked':
    case 'undo':
      return words.holds.by(words.channel[channel]);
  }
}

/** That somebody is squeezed in, and of a party how many where others of it have a regular place. */
export function squeezedWords(row: BookingRow | HoldRow, resources: readonly ResourceRow[]): string {
  const { partySize = 1 } = row;
  return isSqueezedInPart(row, resources) ? words.board.squeezedInOf(peopleSqueezedIn(row, resources), partySize) : words.board.squeezedIn;
}

/** How many come, of more than one; null where `squeezedWords` says it already. */
export function peopleWords(row: BookingRow | HoldRow, resources: readonly ResourceRow[]): string | null {
  const { partySize = 1 } = row;
  return partySize === 1 || isSqueezedInPart(row, resources) ? null : words.board.people(partySize);
}

function isSqueezedInPart(row: BookingRow | HoldRow, resources: readonly ResourceRow[]): boolean {
  return row.squeezedIn === true && peopleSqueezedIn(row, resources) < (row.partySize ?? 1);
}

export function namesOf(resourceIds: readonly string[], resources: readonly ResourceRow[]): string {
  return resourceIds.map((id) => resources.find((resource) => resource.id === id)?.name ?? '…').join(' + ');
}
