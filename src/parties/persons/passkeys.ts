import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SignInCode } from '#parties/codes.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { toMicroseconds } from '#store/instant.ts';
import { CEREMONY_MINUTES, consume, remember } from './ceremony.ts';
import { enrolmentOf, useEnrolment } from './enrolment.ts';

/** Loaded with the first passkey: it is a tenth of all that a node would load at its start. */
const webauthn = () => import('@simplewebauthn/server');

export const PASSKEYS_PER_PERSON = 10;
/** ES256, EdDSA, RS256: what the passkeys in use sign with. */
const COSE_ALGORITHMS = [-7, -8, -257];
const TRANSPORTS_MOST = 8;

const TABLES = declareTables({
  passkey: {
    columns: {
      id: 'text',
      person: 'text',
      party: 'text',
      public_key: 'text',
      counter: 'bigint',
      transports: 'text',
      label: 'text',
      created_at: 'bigint',
      used_at: 'bigint?',
      host: 'text?',
    },
    indexes: [['person'], ['party']],
  },
});

export const PASSKEY_TABLES = TABLES.asSet('passkeys');

/** Where passkeys are bound to: `id` is the host name of the node, `origin` its address as browsers write it. */
export type RelyingParty = { readonly id: string; readonly name: string; readonly origin: string };

/** A node's relying party by its public address. */
export function relyingPartyOf(publicUrl: string, name: string): RelyingParty {
  const url = new URL(publicUrl);
  return { id: url.hostname, name, origin: url.origin };
}

export type Passkey = {
  readonly id: string;
  readonly person: string;
  readonly label: string;
  readonly usedAt: number | null;
  /** The name of the node it was made for, and works at; null where that was not kept yet. */
  readonly host: string | null;
};

type Begun<Options> = { readonly ceremony: string; readonly options: Options };

/** Begins the registration of a passkey for whoever holds a one-time code that an administrator handed out. */
export async function beginRegistration(
  connection: Connection,
  relyingParty: RelyingParty,
  code: string,
  now: Temporal.Instant,
): Promise<Outcome<Begun<PublicKeyCredentialCreationOptionsJSON>, SignInCode>> {
  const enrolment = await enrolmentOf(connection, code, now);
  if (!enrolment.ok) return enrolment;
  const { person, name, hash } = enrolment.value;
  const known = await passkeysOf(connection, person);
  if (known.length >= PASSKEYS_PER_PERSON) {
    return refuse('too-many-passkeys', `You have ${PASSKEYS_PER_PERSON} passkeys: remove one first.`);
  }
  const { generateRegistrationOptions } = await webauthn();
  const options = await generateRegistrationOptions({
    rpName: relyingParty.name,
    rpID: relyingParty.id,
    userName: name,
    userDisplayName: name,
    userID: new TextEncoder().encode(person.slice(person.indexOf('#') + 1)),
    attestationType: 'none',
    excludeCredentials: known.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: COSE_ALGORITHMS,
    timeout: CEREMONY_MINUTES * 60_000,
  });
  const ceremony = await remember(connection, 'registration', options.challenge, hash, now);
  return accept({ ceremony, options });
}

/** Ends it: the passkey is the person's from now on, and the code is used up. */
export async function finishRegistration(
  connection: Connection,
  relyingParty: RelyingParty,
  ceremony: string,
  answer: { readonly response: RegistrationResponseJSON; readonly label: string },
  now: Temporal.Instant,
): Promise<Outcome<{ readonly person: string; readonly party: string }, SignInCode>> {
  const begun = await consume(connection, 'registration', ceremony, now);
  if (!begun.ok) return begun;
  const { verifyRegistrationResponse } = await webauthn();
  const verified = await quietly(() =>
    verifyRegistrationResponse({
      response: answer.response,
      expectedChallenge: begun.value.challenge,
      expectedOrigin: relyingParty.origin,
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: COSE_ALGORITHMS,
    }),
  );
  if (verified?.verified !== true) return notValid();
  const { credential } = verified.registrationInfo;
  return connection.transaction().execute(async (transaction) => {
    const passkeys = TABLES.in(transaction);
    const taken = await passkeys
      .selectFrom('passkey')
      .select('id')
      .where('id', '=', credential.id)
      .executeTakeFirst();
    if (taken !== undefined)
      return refuse('passkey-already-registered', 'This passkey is registered already: sign in with it.');
    const used = await useEnrolment(transaction, begun.value.enrolment ?? '', now);
    if (!used.ok) return used;
    const { person, party } = used.value;
    await passkeys
      .insertInto('passkey')
      .values({
        id: credential.id,
        person,
        party,
        public_key: credential.publicKey.toBase64(),
        counter: credential.counter,
        transports: JSON.stringify((credential.transports ?? []).slice(0, TRANSPORTS_MOST)),
        label: answer.label.slice(0, 80),
        created_at: toMicroseconds(now),
        used_at: null,
        host: relyingParty.id,
      })
      .execute();
    return accept({ person, party });
  });
}

/** Begins a sign-in; whoever it is shows only with the answer, so that nobody can ask who exists. */
export async function beginSignIn(
  connection: Connection,
  relyingParty: RelyingParty,
  now: Temporal.Instant,
): Promise<Begun<PublicKeyCredentialRequestOptionsJSON>> {
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({
    rpID: relyingParty.id,
    userVerification: 'required',
    timeout: CEREMONY_MINUTES * 60_000,
  });
  return { ceremony: await remember(connection, 'sign-in', options.challenge, null, now), options };
}

/**
 * Ends it: answers whose passkey signed the challenge. A challenge is consumed whatever comes of it, so an assertion
 * can be used once; a counter that does not rise betrays a copied authenticator.
 */
export async function finishSignIn(
  connection: Connection,
  relyingParty: RelyingParty,
  ceremony: string,
  response: AuthenticationResponseJSON,
  now: Temporal.Instant,
): Promise<Outcome<{ readonly person: string; readonly party: string }, SignInCode>> {
  const begun = await consume(connection, 'sign-in', ceremony, now);
  if (!begun.ok) return begun;
  const passkeys = TABLES.in(connection);
  const row = await passkeys.selectFrom('passkey').selectAll().where('id', '=', response.id).executeTakeFirst();
  if (row === undefined)
    return refuse('passkey-unknown', 'This node does not know this passkey. Enrol it with a code.');
  const { verifyAuthenticationResponse } = await webauthn();
  const verified = await quietly(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: begun.value.challenge,
      expectedOrigin: relyingParty.origin,
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
      credential: { id: row.id, publicKey: Uint8Array.fromBase64(row.public_key), counter: row.counter },
    }),
  );
  if (verified?.verified !== true) return notValid();
  const { newCounter } = verified.authenticationInfo;
  const moved = await passkeys
    .updateTable('passkey')
    .set({ counter: newCounter, used_at: toMicroseconds(now) })
    .where('id', '=', row.id)
    .where('counter', '=', row.counter)
    .executeTakeFirst();
  if (moved.numUpdatedRows === 0n)
    return refuse('passkey-replayed', 'This passkey was used elsewhere at the same time.');
  return accept({ person: row.person, party: row.party });
}

export async function passkeysOf(connection: Connection, person: string): Promise<readonly Passkey[]> {
  const rows = await TABLES.in(connection)
    .selectFrom('passkey')
    .select(['id', 'person', 'label', 'used_at', 'host'])
    .where('person', '=', person)
    .orderBy('created_at')
    .execute();
  return rows.map(({ used_at: usedAt, ...row }) => ({ ...row, usedAt }));
}

/** Removes a passkey of this person: it is lost, or was another's. */
export async function removePasskey(
  connection: Connection,
  person: string,
  id: string,
): Promise<Outcome<null, SignInCode>> {
  const removed = await TABLES.in(connection)
    .deleteFrom('passkey')
    .where('person', '=', person)
    .where('id', '=', id)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n
    ? accept(null)
    : refuse('passkey-unknown', 'This person has no such passkey.', 'id');
}

/** The library throws at malformed answers; to us each is the same refusal, which tells an attacker nothing. */
async function quietly<Result>(verify: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}

function notValid() {
  return refuse<SignInCode>('passkey-not-valid', 'The passkey did not answer this sign-in rightly. Try again.');
}
