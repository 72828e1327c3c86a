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
