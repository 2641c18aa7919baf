import type { Socket } from 'node:net';
import { HEADERS_LIMIT_BYTES } from './limits.ts';

type ParserError = Error & { readonly code?: string };

/**
 * Answers what Node could not read as a request, so that no handler saw it: a sentence for whoever typed too much into
 * an address, and the least for everything else.
 */
export function answerUnreadable(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answerFor(error.code));
  socket.destroySoon();
}

function answerFor(code: string | undefined): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return plain(
        '431 Request Header Fields Too Large',
        `An address and what goes with it have at most ${HEADERS_LIMIT_BYTES} bytes here. Go back and shorten what you typed.`,
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return plain('408 Request Timeout', 'The request did not arrive whole in time. Send it again.');
    default:
      return plain('400 Bad Request', 'This is not a request that can be read.');
  }
}

function plain(status: string, sentence: string): string {
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: text/plain; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(sentence)}`,
    '',
    sentence,
  ].join('\r\n');
}
