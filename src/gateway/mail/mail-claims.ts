import type { DraftContent } from '#parties/workspace/workspace.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import type { DeskMail } from './mail-desk.ts';

const CALLER_CHARACTERS_MOST = 200;

/**
 * Adds to a report's claims how it came in: by mail, from whom as the mail says, and what its signature was worth. Who
 * wrote is marked red for the officer who takes it, as a caller is; nobody was called back yet, and it says so.
 */
export function writeDownMail(officer: string, mail: DeskMail, report: DraftContent): DraftContent {
  const { name, address } = mail.from;
  const said = name === '' ? address : `${name} (${address})`;
  const caller: Record<string, JsonValue> = {
    name: (said === '' ? 'unknown' : said).slice(0, CALLER_CHARACTERS_MOST),
  };
  const red: Partial<Marking> = { tlp: 'red', audience: [officer] };
  return {
    ...report,
    claims: {
      ...report.claims,
      via: 'mail',
      caller,
      call_back: 'not-done',
      taken_at: mail.receivedAt.toString({ smallestUnit: 'second' }),
      source_reference: { scheme: assuranceScheme(mail), id: mail.messageId ?? mail.id },
    },
    markings: { ...report.markings, caller: red },
  };
}

/** What is written into the statement about the mail's signature, in one word. */
function assuranceScheme({ signature, listed }: DeskMail): string {
  switch (signature.kind) {
    case 'openpgp':
      return listed === null ? 'mail-openpgp-key-not-listed' : 'mail-openpgp-key-listed';
    case 'openpgp-no-key':
    case 'smime-not-checked':
      return 'mail-signature-not-checked';
    case 'openpgp-wrong':
      return 'mail-signature-wrong';
    case 'encrypted':
    case 'none':
      return 'mail-unsigned';
  }
}
