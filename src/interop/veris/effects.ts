import { type Effect, MAX_HOURS, MAX_PEOPLE } from '#incidents/statements/incident-claims.ts';
import type { HarmId } from '#vocabulary/harm.ts';
import type { VerisIncident } from './incident.ts';
import { hoursOf } from './timeline-times.ts';

/** Kinds of data whose disclosure touches people, not only the organisation. */
const PERSONAL: readonly string[] = [
  'Personal',
  'Sensitive Personal',
  'Medical',
  'Payment',
  'Bank',
  'Credentials',
];
const FALSIFIED: readonly string[] = ['Modify data', 'Fraudulent transaction', 'Misrepresentation', 'Defacement'];
const INTERRUPTED: readonly string[] = ['Interruption', 'Degradation', 'Acceleration', 'Obscuration'];

/** What people miss when a service of a sector stops. */
const HARM_BY_SECTOR: Readonly<Record<string, HarmId>> = {
  energy: 'supply-interrupted',
  'drinking-water': 'supply-interrupted',
  transport: 'transport-interrupted',
  banking: 'payments-interrupted',
  'financial-market': 'payments-interrupted',
  'digital-infrastructure': 'communication-interrupted',
};

/** VERIS speaks of attributes of assets; these are the effects on people that follow. Empty where none can be told. */
export function effectsOf({ attribute = {} }: VerisIncident, sector: string | undefined): readonly Effect[] {
  return [...exposure(attribute), ...falsification(attribute), ...interruption(attribute, sector)];
}

type Attribute = NonNullable<VerisIncident['attribute']>;

function exposure({ confidentiality }: Attribute): readonly Effect[] {
  if (confidentiality === undefined) return [];
  const { data_disclosure: disclosed, data = [], data_total: total } = confidentiality;
  const personal = data.some(({ variety }) => variety !== undefined && PERSONAL.includes(variety));
  if (!personal || (disclosed !== 'Yes' && disclosed !== 'Potentially')) return [];
  const kind = 'personal-data-exposed';
  if (total === undefined || !Number.isInteger(total) || total > MAX_PEOPLE) return [{ kind, order: 'direct' }];
  // VERIS counts records; one person may have many, so the number is an upper bound.
  const people = disclosed === 'Yes' ? { at_most: total } : { at_least: 0, at_most: total };
  return [{ kind, order: 'direct', people }];
}

function falsification({ integrity }: Attribute): readonly Effect[] {
  const falsified = integrity?.variety?.some((variety) => FALSIFIED.includes(variety)) ?? false;
  return falsified ? [{ kind: 'data-falsified', order: 'direct' }] : [];
}

function interruption({ availability }: Attribute, sector: string | undefined): readonly Effect[] {
  if (!availability?.variety?.some((variety) => INTERRUPTED.includes(variety))) return [];
  const kind = HARM_BY_SECTOR[sector?.split('/')[0] ?? ''] ?? 'public-service-interrupted';
  const hours = hoursOf(availability.duration);
  return [{ kind, order: 'direct', ...(hours === undefined || hours > MAX_HOURS ? {} : { hours }) }];
}
