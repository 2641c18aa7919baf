/** Lists of contacts, in and out: which forms there are, and what an export tells beside each entry. */
import { writeCerebrate } from './cerebrate-form.ts';
import { type ListOutcome, soundText } from './contact-list.ts';
import type { ContactRecord } from './contact-record.ts';
import { readCsv, type ToldRecord, writeCsv } from './csv-form.ts';
import type { ContactEntry } from './directory.ts';
import { readJsonForm, writeJson } from './json-form.ts';
import type { Proposal } from './proposals.ts';

export const EXPORT_FORMS = ['csv', 'json', 'cerebrate'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];
export const IMPORT_FORMS = ['csv', 'json', 'cerebrate', 'trusted-introducer'] as const;
export type ImportForm = (typeof IMPORT_FORMS)[number];

export const MEDIA_TYPES: Readonly<Record<ExportForm, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  cerebrate: 'application/json; charset=utf-8',
};

export function readList(form: ImportForm, text: string): ListOutcome {
  const sound = soundText(text);
  if (!sound.ok) return { ok: false, faults: [sound.refusal] };
  return form === 'csv' ? readCsv(sound.value) : readJsonForm(form, sound.value);
}

export function writeList(form: ExportForm, records: readonly ToldRecord[], at: Temporal.Instant): string {
  switch (form) {
    case 'csv':
      return writeCsv(records);
    case 'json':
      return writeJson(records, at);
    case 'cerebrate':
      return writeCerebrate(records);
  }
}

/** Entries as a list tells them: what this viewer was shown, and whose word it is. */
export function toldEntries(entries: readonly ContactEntry[]): readonly ToldRecord[] {
  return entries.map((entry) => ({
    state: entry.state,
    kind: entry.kind,
    organisation: entry.partyName,
    party: entry.party,
    ...given(entry, 'name'),
    ...(entry.languages.length === 0 ? {} : { languages: [...entry.languages] }),
    ...given(entry, 'hours'),
    ...given(entry, 'phone'),
    ...given(entry, 'email'),
    ...given(entry, 'url'),
    ...given(entry, 'pgp'),
    ...given(entry, 'seal'),
    ...(entry.verifiedOn === null ? {} : { verified_on: entry.verifiedOn }),
    status: entry.stale.length === 0 ? 'confirmed' : 'stale',
    stated_by: entry.statedBy,
  }));
}

/** Unconfirmed entries say so, wherever they go. */
export function toldProposals(proposals: readonly Proposal[]): readonly ToldRecord[] {
  return proposals.map(({ record }) => ({ ...record, status: 'unconfirmed' }));
}

type TextField = 'name' | 'hours' | 'phone' | 'email' | 'url' | 'pgp' | 'seal';

function given(entry: ContactEntry, name: TextField): Partial<ContactRecord> {
  const value = entry[name];
  return value === null ? {} : { [name]: value };
}
