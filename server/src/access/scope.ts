import type { Channel } from '@holdfast/protocol/values';

/**
 * Who is asking, as branded types that only the session gate, the command line and tests mint. A handler
 * that takes a `TenantNo` cannot be called with a number that came in from outside.
 */
export type TenantNo = number & { readonly tenantNo: unique symbol };

export function mintTenantNo(verified: number): TenantNo {
  return verified as TenantNo;
}

/** An enrolled device. */
export interface TerminalScope {
  tenantNo: TenantNo;
  terminalId: string;
  terminalName: string;
  locationId: string;
}

/** A person signed in at a terminal by PIN, online. */
export interface StaffScope {
  staffId: string;
  role: 'staff' | 'manager';
}

/** What a key may do: an `agent` as much as staff, a `manager` as much as a manager. */
export const keyRoles = ['agent', 'manager'] as const;
export type KeyRole = (typeof keyRoles)[number];

/** Channels a key may speak for. Not `import`: it may write into the past, and has its own command. */
export const keyChannels = ['desk', 'walk_in', 'web', 'phone_ai', 'chat_ai', 'api'] as const satisfies Channel[];
export type KeyChannel = (typeof keyChannels)[number];

/** A program that books, by its key. */
export interface KeyScope {
  tenantNo: TenantNo;
  /** The actor of its commands. */
  keyId: string;
  name: string;
  channel: KeyChannel;
  role: KeyRole;
  /** The only ones that exist for it, by name, as they are now. */
  locations: readonly KeyLocation[];
}

export interface KeyLocation {
  id: string;
  slug: string;
  name: string;
  /** IANA zone. */
  timeZone: string;
  /** Of its settings: what was read at an older version is stale. */
  catalogueVersion: number;
}
