import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;
const AAGUID_BYTES = 16;

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

/** What a test may bend; everything else is as an honest authenticator does it. */
export type Bent = {
  readonly origin?: string;
  readonly rpId?: string;
  readonly verified?: boolean;
  readonly counter?: number;
  readonly type?: string;
};

/**
 * A passkey authenticator in software (WebAuthn level 3): a real P-256 key, real CBOR and real signatures, so that
 * tests of the ceremonies never switch a check off.
 */
export class SoftAuthenticator {
  readonly #key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(32);
  readonly #origin: string;
  readonly #rpId: string;
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    this.#rpId = new URL(origin).hostname;
  }

  get id(): string {
    return base64url(this.#id);
  }

  register(challenge: string, bent: Bent = {}): RegistrationResponseJSON {
    const { x, y } = this.#key.publicKey.export({ format: 'jwk' });
    const coordinate = (text: string | undefined) => cborBytes(Buffer.from(text ?? '', 'base64url'));
    const coseKey = Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      coordinate(x),
      Buffer.from([0x22]),
      coordinate(y),
    ]);
    const idLength = Buffer.from([this.#id.length >> 8, this.#id.length & 0xff]);
    const attested = Buffer.concat([Buffer.alloc(AAGUID_BYTES), idLength, this.#id, coseKey]);
    const authData = Buffer.concat([this.#authData(bent, ATTESTED), attested]);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      cborText('fmt'),
      cborText('none'),
      cborText('attStmt'),
      Buffer.from([0xa0]),
      cborText('authData'),
      cborBytes(authData),
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64url(this.#clientData('webauthn.create', challenge, bent)),
        attestationObject: base64url(attestationObject),
        transports: ['internal'],
      },
    };
  }

  signIn(challenge: string, bent: Bent = {}): AuthenticationResponseJSON {
    const authenticatorData = this.#authData(bent, 0);
    const clientData = this.#clientData('webauthn.get', challenge, bent);
    const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
    const signature = createSign('sha256').update(signed).sign(this.#key.privateKey);
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(authenticatorData),
        signature: base64url(signature),
      },
    };
  }

  #authData(bent: Bent, more: number): Buffer {
    const rpIdHash = createHash('sha256')
      .update(bent.rpId ?? this.#rpId)
      .digest();
    const flags = USER_PRESENT | (bent.verified === false ? 0 : USER_VERIFIED) | more;
    this.#counter = bent.counter ?? this.#counter + 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    return Buffer.concat([rpIdHash, Buffer.from([flags]), counter]);
  }

  #clientData(type: string, challenge: string, bent: Bent): Buffer {
    const origin = bent.origin ?? this.#origin;
    return Buffer.from(JSON.stringify({ type: bent.type ?? type, challenge, origin, crossOrigin: false }));
  }
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}

function cborBytes(bytes: Uint8Array): Buffer {
  const head = bytes.length < 256 ? [0x58, bytes.length] : [0x59, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from(head), bytes]);
}
