/** Contacts as JSON, and as two directories of CSIRTs write them: Cerebrate and the Trusted Introducer. */

import { readCerebrate } from './cerebrate-form.ts';
import type { ImportCode } from './codes.ts';
import { checkList, faulty, isObject, type ListOutcome } from './contact-list.ts';
import type { ToldRecord } from './csv-form.ts';
import { readTeams } from './team-form.ts';

const JSON_FORM = 'comity-contacts/v1';

export type JsonForm = 'json' | 'cerebrate' | 'trusted-introducer';

export function writeJson(records: readonly ToldRecord[], at: Temporal.Instant): string {
  const exportedAt = at.toString({ smallestUnit: 'second' });
  return `${JSON.stringify({ form: JSON_FORM, exported_at: exportedAt, contacts: records }, null, 2)}\n`;
}

export function readJsonForm(form: JsonForm, text: string): ListOutcome {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return malformed('This is not JSON.');
  }
  switch (form) {
    case 'json':
      return readOwn(parsed);
    case 'cerebrate':
      return entriesOf(parsed, readCerebrate);
    case 'trusted-introducer':
      return entriesOf(parsed, readTeams);
  }
}

function readOwn(parsed: unknown): ListOutcome {
  const form = isObject(parsed) ? parsed.form : undefined;
  const contacts = isObject(parsed) ? parsed.contacts : undefined;
  if (form !== JSON_FORM || !Array.isArray(contacts)) {
    return malformed(`Write {"form": "${JSON_FORM}", "contacts": […]}.`);
  }
  return checkList(
    contacts.map((contact: unknown, at) => {
      // What an export tells beside the contact confirms nothing here.
      const {
        status: _status,
        stated_by: _statedBy,
        ...fields
      } = isObject(contact) ? contact : { state: contact };
      return { place: `contacts/${at}`, fields };
    }),
  );
}

function entriesOf(
  parsed: unknown,
  read: (one: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): ListOutcome {
  const list = Array.isArray(parsed) ? parsed : [parsed];
  const stranger = list.findIndex((one) => !isObject(one));
  if (stranger !== -1) return malformed('This entry is no object.', `${stranger}`);
  return checkList(list.map((one, at) => ({ place: `${at}`, fields: read(one) })));
}

function malformed(sentence: string, place?: string): ListOutcome {
  const code: ImportCode = 'import-malformed';
  return faulty([place === undefined ? { code, sentence } : { code, sentence, place }]);
}
