/** What a manager may set, as the server tells it; docs/reference/settings.md says what each decides. */
export interface Rules {
  location: { id: string; slug: string; name: string };
  business: { now: BusinessRules; defaults: BusinessRules };
  kinds: { kind: string; rules: RuleValues }[];
  resources: { id: string; slug: string; name: string; kind: string; rules: RuleValues }[];
  services: { id: string; slug: string; name: string; needs: string[]; rules: RuleValues }[];
  /** To each other location of the business. */
  travel: { locationId: string; slug: string; name: string; rules: RuleValues }[];
  /** Who works at the other locations; `person` as the rule of that name has it. */
  people: { person: string; name: string; locations: string[] }[];
}

interface BusinessRules {
  holdSeconds: Record<string, number>;
  alternativeSeconds: number;
  squeezeRole: string;
  waiveRole: string;
  undoSeconds: number;
  waitlist: string;
  waitlistOfferSeconds: number;
  waitlistLapses: number;
}

/** By the name of the rule. */
type RuleValues = object;

/** One thing that has rules. `subject`: the kind, or the id of the resource, the service or the other location; '' for the business. */
export interface RuleSubject {
  of: 'business' | 'kind' | 'resource' | 'service' | 'travel';
  subject: string;
}

export interface RulesAsked extends RuleSubject {
  /** By the name of the rule; null: its default. */
  change: Record<string, unknown>;
  /** What was on the screen when it was decided. */
  expected: Record<string, unknown>;
  confirmed: boolean;
}

/** `problem`: the server's sentence. Where anything but `changed` is answered, nothing has changed. */
export type RulesAnswer =
  | { status: 'changed' }
  | { status: 'refused' | 'moved'; problem: string }
  | { status: 'touches'; problem: string; touches: TouchedByCapacity[] };

/** Who is in a lane that a smaller capacity takes away; they keep it. */
interface TouchedByCapacity {
  kind: string;
  id: string;
  start: string;
  end: string;
  reference: string | null;
  who: string | null;
}
