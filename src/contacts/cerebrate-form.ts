/**
 * Organisations as Cerebrate keeps them: name, nationality, and fields of a metadata template. The fields are those of
 * Cerebrate's own template "CSIRT Network organisation fields" (namespace cnw, version 2), whose UUID each carries.
 * R: how an instance lays these out in an export was not seen; `meta_fields` as a list of field and value is read and
 * written, and a plain object of field and value is read as well.
 */
import { primitives } from '#primitives';
import { isObject } from './contact-list.ts';
import type { ContactRecord } from './contact-record.ts';

export const CEREBRATE_TEMPLATE = {
  uuid: 'bf72ff7f-ee63-4f13-94e9-fd046503a90c',
  name: 'CSIRT Network organisation fields',
  version: 2,
} as const;

/** Which field of that template holds which of ours. */
export const CEREBRATE_FIELDS = {
  email: 'email',
  country: 'state',
  official_name: 'organisation',
  team_short_name: 'name',
  website: 'url',
  team_contact_number: 'phone',
  team_fingerprint: 'pgp',
  business_hours: 'hours',
} as const satisfies Readonly<Record<string, keyof ContactRecord>>;

const SAME_ORGANISATION = 'comity contact organisation';

export function writeCerebrate(records: readonly ContactRecord[]): string {
  return `${JSON.stringify(records.map(organisationOf), null, 2)}\n`;
}

function organisationOf(record: ContactRecord) {
  const fields = Object.entries(CEREBRATE_FIELDS).flatMap(([field, name]) => {
    const value = record[name];
    return typeof value === 'string' ? [{ field, value, meta_template_uuid: CEREBRATE_TEMPLATE.uuid }] : [];
  });
  return {
    uuid: stableUuid(`${record.state} ${record.organisation} ${record.kind}`),
    name: record.organisation,
    nationality: record.state,
    type: record.kind,
    ...(record.url === undefined ? {} : { url: record.url }),
    meta_fields: fields,
  };
}

/** The same organisation has the same identifier in each export, so that a second import there updates the first. */
function stableUuid(text: string): string {
  const bytes = primitives.sha256(new TextEncoder().encode(`${SAME_ORGANISATION} ${text}`)).slice(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}

/** One organisation's fields as ours; what the template does not have stays behind. */
export function readCerebrate(organisation: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const values = metaValues(organisation.meta_fields);
  const entry: Record<string, unknown> = {
    organisation: organisation.name,
    state: organisation.nationality,
    url: organisation.url,
    kind: organisation.type,
  };
  for (const [field, name] of Object.entries(CEREBRATE_FIELDS)) {
    if (values[field] !== undefined && values[field] !== '') entry[name] = values[field];
  }
  if (typeof entry.pgp === 'string') entry.pgp = entry.pgp.replaceAll(/\s/gu, '').toUpperCase();
  if (typeof entry.state === 'string') entry.state = entry.state.toUpperCase();
  if (typeof entry.kind !== 'string' || entry.kind.toLowerCase() === 'csirt') entry.kind = 'csirt';
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined && value !== ''));
}

function metaValues(fields: unknown): Readonly<Record<string, unknown>> {
  if (isObject(fields)) return fields;
  if (!Array.isArray(fields)) return {};
  return Object.fromEntries(
    fields.flatMap((one: unknown) =>
      isObject(one) && typeof one.field === 'string' ? [[one.field, one.value] as const] : [],
    ),
  );
}
