import type { BookingRow, ResourceRow } from '@holdfast/protocol/rows';
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
      if (item.row.purpose === 'waitlist') return words.board.offeredTo(item.row.customerName ?? words.waitlist.title);
      if (item.row.purpose === 'undo') return words.board.heldUndo;
      return words.board.heldBy(words.channel[item.row.channel]);
    case 'block':
      return item.row.reason === '' ? words.board.blocked : item.row.reason;
  }
}

export function namesOf(resourceIds: readonly string[], resources: readonly ResourceRow[]): string {
  return resourceIds.map((id) => resources.find((resource) => resource.id === id)?.name ?? '…').join(' + ');
}
