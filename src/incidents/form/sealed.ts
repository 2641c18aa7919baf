/** A report that was sealed without a network arrives: opened by the node it is for, handed on or back by any other. */

import { type RelayedFile, relayFile } from '#federation/delivery/relayed-files.ts';
import type { PeerFetch } from '#federation/fetch.ts';
import { sealIdentities } from '#federation/office.ts';
import { unsealText } from '#federation/seal.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { partiesHosted } from '#parties/view.ts';
import { CALLER_NAME_CHARACTERS, CALLER_PHONE_CHARACTERS } from '#parties/workspace/telephone.ts';
import { primitives } from '#primitives';
import { instantFrom } from '#statement/instant-text.ts';
import { NOT_KNOWN_YET, PartyId } from '#statement/statement-type.ts';
import { fits } from '#statement/validator.ts';
import type { Connection } from '#store/connection.ts';
import type { Keyring } from '#store/keyring.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import {
  formatSealedFile,
  parseSealedFile,
  parseUnsignedReport,
  type SealedFile,
  type TypedFields,
  type UnsignedReport,
} from '#web/sealed-file.ts';
import { type FormRead, readWholeForm } from './alert-form.ts';
import { readMoments } from './typed-time.ts';
import { keepUnsigned, type Remark } from './unsigned.ts';

/** A device may be a little off; beyond this its times are said to be wrong. */
const CLOCK_OFF_MINUTES = 10;
const MINUTE_MS = 60_000;
const TYPED_IN_REMARK_CHARACTERS = 30_000;

export type SealedServices = {
  readonly connection: Connection;
  readonly keyring: Keyring;
  readonly fetchPeer: PeerFetch;
  readonly realm: string;
  now(): Temporal.Instant;
};

export type Arrived =
  /** It is a draft of its addressee now; `reference` tells later what became of it. */
  | { readonly state: 'opened'; readonly to: string; readonly reference: string }
  | { readonly state: 'handed-on'; readonly to: string; readonly node: string; readonly reference: string | null }
  | { readonly state: 'waits'; readonly to: string; readonly node: string; readonly until: string }
  /** Only whoever brought it can bring it on. `node` is what the file itself says, and was not asked. */
  | { readonly state: 'carry-on'; readonly to: string; readonly node: string };

/** A file, and the address from which somebody handed it in. */
export type HandedIn = { readonly text: string; readonly client: string };

/** Takes a sealed file from anybody. The same file again has no second effect and gets the same answer. */
export async function takeSealed(services: SealedServices, { text, client }: HandedIn): Promise<Outcome<Arrived>> {
  const read = parseSealedFile(text);
  if (!read.ok) return read;
  const file = read.value;
  if (file.realm !== services.realm) {
    const sentence = phrase`This report belongs to the realm "${file.realm}"; this node lives in "${services.realm}". Take it to a node of that realm.`;
    return refuse('sealed-realm', sentence, 'realm');
  }
  const hosted = await partiesHosted(services.connection);
  if (hosted.some(({ party }) => party === file.to)) return openHere(services, file, client);
  if (!fits(PartyId, file.to)) return accept({ state: 'carry-on', to: file.to, node: file.node });
  // The address is part of it: the same bytes under another one are another file, and must not stand in its way.
  const bytes = new TextEncoder().encode(`${file.to}\n${file.sealed}`);
  const hash = primitives.sha256(bytes).toBase64({ alphabet: 'base64url', omitPadding: true });
  const relayed = await relayFile(services, { hash, to: file.to, text: formatSealedFile(file), client });
  return relayed.ok ? accept(arrived(file, relayed.value)) : relayed;
}

function arrived({ to, node }: SealedFile, relayed: RelayedFile): Arrived {
  switch (relayed.state) {
    case 'unknown':
      return { state: 'carry-on', to, node };
    case 'waits':
      return { state: 'waits', to, node: relayed.node, until: relayed.until.toString({ smallestUnit: 'second' }) };
    case 'handed-on':
      return { state: 'handed-on', to, node: relayed.node, reference: referenceIn(relayed.answer) };
  }
}

/** Of what the other node answered only the reference is read. */
function referenceIn(answer: string): string | null {
  try {
    const { reference } = JSON.parse(answer) as { reference?: unknown };
    return typeof reference === 'string' && /^[0-9A-Z-]{5,40}$/.test(reference) ? reference : null;
  } catch {
    return null;
  }
}

async function openHere(services: SealedServices, file: SealedFile, client: string): Promise<Outcome<Arrived>> {
  const opened = await unsealText(bytesOf(file.sealed), await sealIdentities(services, file.to));
  if (!opened.ok) {
    return refuse(
      'sealed-not-openable',
      'This file was altered on its way, or was sealed to a key that is no longer held. Report anew, or call.',
    );
  }
  const inside = parseUnsignedReport(opened.value);
  if (!inside.ok) return inside;
  const report = inside.value;
  if (report.to !== file.to || report.realm !== file.realm) {
    return refuse('sealed-address-differs', 'The address on this file is not the one inside it: it was altered.');
  }
  const now = services.now();
  const typed = readMoments(report.fields, instantFrom(report.sealedAt) ?? now);
  const read = withinTime(readWholeForm(typed), now);
  const remarks = [...clockRemarks(report, now), ...read.remarks];
  const kept = await keepUnsigned(
    services.connection,
    file.to,
    {
      id: report.id,
      way: 'file',
      answers: read.answers,
      answered: read.answered,
      ...whoIn(report.fields),
      remarks,
      client,
    },
    now,
  );
  return kept.ok ? accept({ state: 'opened', to: file.to, reference: kept.value.code }) : kept;
}

function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return new Uint8Array(0);
  }
}

/** A time that has not come yet is a wrong clock: it is recorded as not known, and kept in words. */
function withinTime({ answers, answered, unread }: FormRead, now: Temporal.Instant) {
  const remarks = unread.map(
    ({ typed, ...rest }): Remark => ({
      kind: 'unread',
      ...rest,
      typed: typed.slice(0, TYPED_IN_REMARK_CHARACTERS),
    }),
  );
  const sound = { ...answers };
  for (const name of ['noticed_at', 'occurred_at']) {
    const told = sound[name];
    const span = readTime(told);
    if (span === undefined || Temporal.Instant.compare(span.from, now.add({ minutes: CLOCK_OFF_MINUTES })) <= 0)
      continue;
    remarks.push({ kind: 'future', claim: name, at: typeof told === 'string' ? told : '' });
    if (name === 'noticed_at') sound[name] = NOT_KNOWN_YET;
    else delete sound[name];
  }
  return { answers: sound, answered, remarks };
}

/** The page knows when it left its node: a device whose clock stood before that, or stands ahead of ours, is wrong. */
function clockRemarks({ pageAt, sealedAt }: UnsignedReport, now: Temporal.Instant): readonly Remark[] {
  const [page, sealed] = [instantFrom(pageAt), instantFrom(sealedAt)];
  if (sealed === undefined || page === undefined) return [{ kind: 'device-clock', at: sealedAt }];
  const slack = CLOCK_OFF_MINUTES * MINUTE_MS;
  const ahead = sealed.epochMilliseconds - now.epochMilliseconds;
  const behind = page.epochMilliseconds - sealed.epochMilliseconds;
  return ahead > slack || behind > slack ? [{ kind: 'device-clock', at: sealedAt }] : [];
}

/** Who filled it in, as they say; nobody could check it. A number of another form is kept with the name. */
export function whoIn(fields: TypedFields) {
  const text = (name: string) => [fields[name] ?? ''].flat()[0]?.trim() ?? '';
  const phone = text('reporter_phone');
  const sound = phone.length <= CALLER_PHONE_CHARACTERS && /^\+?[0-9][0-9 ()./-]{2,}$/.test(phone);
  const name = [text('reporter_name'), ...(sound || phone === '' ? [] : [phone])].filter(Boolean).join(', ');
  const organisation = text('reporter_organisation').slice(0, CALLER_NAME_CHARACTERS);
  return {
    caller: {
      name: (name === '' ? 'unknown' : name).slice(0, CALLER_NAME_CHARACTERS),
      ...(organisation === '' ? {} : { organisation }),
      ...(sound ? { phone } : {}),
    },
  };
}
