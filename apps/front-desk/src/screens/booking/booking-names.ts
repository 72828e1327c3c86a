import type { BookingRow, HoldRow, ResourceRow } from '@holdfast/protocol/rows';
import type { BoardItem } from '../../desk.ts';
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

export function namesOf(resourceIds: readonly string[], resources: readonly ResourceRow[]): string {
  return resourceIds.map((id) => resources.find((resource) => resource.id === id)?.name ?? '…').join(' + ');
}
