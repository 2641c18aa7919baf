import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import type { LogCode } from '#log/codes.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';

const gunzipped = promisify(gunzip);

/**
 * A gzip body of a request, unfolded up to `maxBytes` and no further. One that breaks off gives what came of it.
 * Refused with `request-too-long`, or `request-malformed` when it is not gzip.
 */
export async function unzipped(body: Uint8Array, maxBytes: number): Promise<Outcome<Uint8Array, LogCode>> {
  try {
    const options = { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH };
    return accept(new Uint8Array(await gunzipped(body, options)));
  } catch (error) {
    if (error instanceof RangeError) {
      return refuse('request-too-long', phrase`At most ${maxBytes} bytes are read; send fewer packages at once.`);
    }
    return refuse('request-malformed', 'The body is not the gzip that it claims to be.');
  }
}
