import type { Shown } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { GuestCode } from '#parties/codes.ts';
import { contactsFor } from '#parties/directory.ts';
import type { CoveringMail } from '#parties/mail.ts';
import type { PartyServices, Person } from '#parties/services.ts';
import { viewerFor } from '#parties/view.ts';
import { inLanguage } from '#speaking';
import type { Viewer } from '#statement/show.ts';
import { isLanguage, type Language } from '#texts/languages.ts';
import { plainSentence } from '#web/sentence.ts';
import { GUEST_MAIL_TEXTS } from './guest-mail-texts.ts';
import { inviteGuest } from './guests.ts';

export type WantedInvitation = {
  readonly release: string;
  readonly contact: string;
  readonly expiresAt: Temporal.Instant;
  /** With the eyes of whoever invites: they must be able to read the release. */
  readonly viewer: Viewer;
};

export type Invited = {
  readonly id: string;
  readonly link: string;
  readonly target: string;
  readonly guest: string;
};

/** Where the guest page stands; the secret follows `#`, which browsers send to no server and write in no log. */
export const GUEST_PATH = '/guest#';

/** The attachment with the link; sealed, as all of them are. */
const ANSWER_FILE = 'answer.txt';

/** A link to one release of the inviter's party, for the party without a node that it is addressed to. */
export async function inviteToRelease(
  services: PartyServices,
  actor: Person,
  { release, contact, expiresAt, viewer }: WantedInvitation,
): Promise<Outcome<Invited>> {
  const shown = await services.reader.statement(release, viewer);
  const [target, guest, caseId] = ['target', 'to', 'case'].map((name) => shown?.claims.get(name)?.value);
  const isOwnRelease = shown?.type === 'release' && shown.issuer === actor.party;
  if (!isOwnRelease || typeof target !== 'string' || typeof guest !== 'string' || typeof caseId !== 'string') {
    return refuse<GuestCode>('guest-of-another', 'Your party made no such release.', 'release');
  }
  const { party: host, person: createdBy } = actor;
  const invitation = { release, target, case: caseId, guest, host, contact, createdBy, expiresAt };
  const invited = await inviteGuest(services.connection, invitation, services.ledger.now());
  if (!invited.ok) return invited;
  const { id, secret } = invited.value;
  return accept({ id, target, guest, link: `${services.publicUrl}${GUEST_PATH}${secret}` });
}

/**
 * The same by mail: the bundle and the link to answer are sealed to the key in the guest's contact point, so that the
 * mail itself tells nothing but that something waits.
 */
export async function mailToGuest(
  services: PartyServices,
  actor: Person,
  wanted: WantedInvitation,
): Promise<Outcome<{ readonly id: string; readonly message: string }>> {
  const { mailer, connection, ledger } = services;
  if (mailer === undefined) {
    return refuse<GuestCode>(
      'mail-not-accepted',
      'This node has no mail server set: hand the link over yourself.',
      'by',
    );
  }
  const invited = await inviteToRelease(services, actor, wanted);
  if (!invited.ok) return invited;
  const { id, link, target, guest } = invited.value;
  const contacts = await contactsFor(services, guest, wanted.viewer, ledger.now());
  const [contact] = contacts.filter(({ shown }) => shown.claims.has('seal') && shown.claims.has('email'));
  if (contact === undefined) {
    const sentence = 'No contact point of this party lists both a mail address and an age key.';
    return refuse<GuestCode>('recipient-key-invalid', sentence, 'contact');
  }
  const eyes = await viewerFor(connection, { kind: 'guest', party: guest, link: id }, ledger.now());
  const bundle = await services.bundleText(target, eyes);
  const value = (name: string): string => {
    const said = contact.shown.claims.get(name)?.value;
    return typeof said === 'string' ? said : '';
  };
  const encoder = new TextEncoder();
  const language = languageOfContact(contact.shown) ?? services.language ?? 'en';
  const sent = await mailer.send({
    to: value('email'),
    language,
    recipient: value('seal'),
    cover: coverIn(language),
    attachments: [
      { name: ANSWER_FILE, content: encoder.encode(`${link}\n`) },
      ...(bundle === null ? [] : [{ name: 'release.json', content: encoder.encode(bundle) }]),
    ],
  });
  return sent.ok ? accept({ id, message: sent.value }) : sent;
}

/** The first of its languages that we write, as its contact point lists them by preference. */
function languageOfContact({ claims }: Shown): Language | undefined {
  const listed = claims.get('languages')?.value;
  if (!Array.isArray(listed)) return undefined;
  return listed.map((tag) => String(tag).split('-')[0]!.toLowerCase()).find((tag) => isLanguage(tag));
}

function coverIn(language: Language): CoveringMail {
  return inLanguage(language, () => {
    const { subject, lines } = GUEST_MAIL_TEXTS;
    const { attached, decrypt, unexpected } = lines;
    const text = [attached, plainSentence(decrypt, { file: `${ANSWER_FILE}.age` }), '', unexpected].join('\n');
    return { subject, text };
  });
}
