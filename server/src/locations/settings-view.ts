import { channels, type Channel, type Role } from '@holdfast/protocol/values';
import type { Policies } from './policies.ts';

/** The settings as they are named where somebody changes them, each with the value that holds. */
export interface SettingsView {
  holdSeconds: Record<Channel, number>;
  alternativeSeconds: number;
  squeezeRole: Role;
  waiveRole: Role;
  undoSeconds: number;
  waitlist: Policies['waitlist'];
  waitlistOfferSeconds: number;
  waitlistLapses: number;
}

export function settingsView({ holds, ...rest }: Policies): SettingsView {
  const holdSeconds = Object.fromEntries(channels.map((channel) => [channel, holds[channel].holdSeconds])) as Record<Channel, number>;
  return { holdSeconds, alternativeSeconds: holds.desk.alternativeSeconds, ...rest };
}
