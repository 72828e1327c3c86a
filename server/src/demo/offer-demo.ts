import pg from 'pg';
import type { TenantNo } from '../access/scope.ts';
import type { Server } from '../server.ts';
import { mintCode } from '../terminals/enrol-terminal.ts';
import { demoLocations, demoStaff, demoTenant } from './demo-chain.ts';
import { seedDemo } from './seed-demo.ts';

/** What `start` shows a person who wants to look around. */
export interface DemoOffer {
  tenantName: string;
  locations: { slug: string; name: string; code: string; link: string }[];
  staff: { name: string; role: string; pin: string }[];
}

export interface DemoWish {
  /** `HOLDFAST_DEMO`; null: on an embedded database that nobody else uses. */
  demo: boolean | null;
  embedded: boolean;
  ownerUrl: string;
  tell: (line: string) => void;
}

/** Long enough to come back to tomorrow, and for every device of a demonstration. */
const codeSeconds = 24 * 3_600;
const codeUses = 20;
/** Two nodes that start at once on an empty database make one demo chain. */
const lockKey = 7_420_001;

/** Seeds the demo chain where it is wanted and answers how to get in; null where it is not. */
export async function offerDemo(server: Server, { demo, embedded, ownerUrl, tell }: DemoWish): Promise<DemoOffer | null> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('select pg_advisory_lock($1)', [lockKey]);
    const { rows } = await owner.query<{ slug: string }>('select slug from tenant');
    const ours = rows.every(({ slug }) => slug === demoTenant.slug);
    if (!(demo ?? (embedded && ours))) return null;
    return await enrolmentOffer(server, await seedDemo(server, tell));
  } finally {
    await owner.end();
  }
}

async function enrolmentOffer({ db, publicUrl }: Server, tenantNo: TenantNo): Promise<DemoOffer> {
  const locations: DemoOffer['locations'] = [];
  for (const { row } of demoLocations) {
    const { code } = await mintCode(db, { tenantNo, locationId: row.id, createdBy: null, seconds: codeSeconds, uses: codeUses });
    locations.push({ slug: row.slug, name: row.name, code, link: `${publicUrl}/#enrol=${code}` });
  }
  return {
    tenantName: demoTenant.name,
    locations,
    staff: demoStaff.map(({ name, role, pin }) => ({ name, role, pin })),
  };
}
