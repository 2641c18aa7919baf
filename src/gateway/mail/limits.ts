/** Every bound that the mail gateway puts on what comes in, and on what it answers. */
export const MESSAGE_BYTES_MOST = 6 * 1_048_576;
/** Of all parts together. Reading them takes time that grows with the square of their length. */
export const HEADER_BYTES_MOST = 32_768;
/** Parts within parts; a mail that was forwarded ten times by honest programs stays below. */
export const MIME_DEPTH_MOST = 12;
/** Lines that could begin a part, counted before anything is parsed. */
export const PART_LINES_MOST = 2_000;
/** Each costs the parser microseconds and two kilobytes; a mail of this size whose files are base64 stays below. */
export const LINES_MOST = 100_000;
/** In base64: what stands before each is a piece of its own to the parser. Programs pad once a file, some once a line. */
export const PADDING_BYTES_MOST = 2 * LINES_MOST;
export const ATTACHMENTS_MOST = 20;
export const TEXT_CHARACTERS_MOST = 20_000;
export const LINE_CHARACTERS_MOST = 200;
export const MESSAGE_ID_CHARACTERS_MOST = 250;
/** For its turn to be read; above it a sender is told to try later. */
export const READING_WAIT_MS = 60_000;

export const KEYS_IN_A_MAIL_MOST = 4;
export const KEY_BYTES_MOST = 65_536;
/** Each costs a verification; honest mail has one. */
export const SIGNATURES_IN_A_MAIL_MOST = 4;
export const SIGNATURE_CHARACTERS_MOST = 20_000;

/** In which a mail comes off the line: one for each packet, and one for each line that begins with a dot. */
export const PIECES_MOST = 20_000;
export const RECIPIENTS_MOST = 5;
/** Sessions, shared out by address. */
export const CLIENTS_MOST = 20;
/** Sockets, with those that are being refused and those that just were. */
export const SOCKETS_MOST = 1_000;
/** Where others find no room, a session that has lasted so long at less than this speed gives way. */
export const DRIPPING_AFTER_MS = 10_000;
export const DRIPPING_BELOW_BYTES_A_SECOND = 1_000;
export const SOCKET_WAIT_MS = 30_000;
/** From the first word to the last, however busy: mail servers send several mails in one session (RFC 5321, 4.5.3.2). */
export const SESSION_MOST_MS = 600_000;
export const CLOSE_WAIT_MS = 2_000;
export const MESSAGES_A_MINUTE_FROM_ONE_HOST = 60;
export const MESSAGES_AN_HOUR_FROM_ONE_SENDER = 20;
export const SENDERS_REMEMBERED = 5_000;

/** Mails that wait for a person of one party; above it senders are told to try later, and to call. */
export const WAITING_MOST = 200;
/** More than can wait, with those that came in at one moment. */
export const WAITING_LISTED_MOST = WAITING_MOST + CLIENTS_MOST * RECIPIENTS_MOST;
export const LISTED_MOST = 100;
/** Of mails under one identifier, beside the one that is read. */
export const NAMESAKES_SHOWN = 10;
export const REASON_CHARACTERS_MOST = 500;

/** One answer to an address in this time, whatever it sends: two machines never talk to each other. */
export const ANSWER_PAUSE_HOURS = 1;
export const ANSWERS_A_DAY_MOST = 500;
export const ANSWER_TRIES_MOST = 8;
