/** Texts of the pages of mails that wait at a desk, in English. */
export const MAIL_TEXTS = {
  crumb: 'Desk',
  title: 'Reports by mail',
  lead: 'Nothing here has been said by anybody yet. Read a mail, then make an alert of it or discard it.',
  address: 'Mail to {address} arrives here.',
  noAddress:
    'This node takes no mail at the moment. A mail that you have as a file can be read with “comity mail FILE.eml”.',
  none: 'No mail waits.',
  waiting: 'To be decided',
  decided: 'Decided lately',
  columns: { subject: 'Subject', from: 'From', when: 'Came', signature: 'Signature', state: 'What became of it' },
  noSubject: 'Without subject',
  states: { waiting: 'Waits', taken: 'Made an alert', discarded: 'Discarded' },
  mail: {
    crumb: 'Reports by mail',
    from: 'From, as the mail says',
    subject: 'Subject',
    received: 'Came',
    messageId: 'Message identifier',
    signature: 'What its signature is worth',
    reason: 'Discarded because',
    text: 'What it says',
    noText: 'There are no words in it that can be read here.',
    clipped: 'The text is longer; this is its beginning.',
    files: 'Files that came along',
    filesLead:
      'Kept sealed. They are not opened or shown here; compare the digest when you get a file another way.',
    fileColumns: { name: 'Name', type: 'Type', bytes: 'Bytes', digest: 'SHA-256' },
    read: 'What could be read for the five questions',
    readLead: 'These fill in the questions as proposals, each marked as coming from the mail.',
    nothingRead: 'Nothing could be read for the questions; the mail’s words go into the account.',
    refused: 'Lines that looked like answers and were none',
    take: 'Make an alert of it',
    takeLead: 'Opens the five questions filled in. Call back first, at a number from the directory, when you can.',
    takeButton: 'Fill in the alert',
    open: 'Go on with the alert',
    discard: 'Discard it',
    discardLead: 'Its words go from here. The mail as it came is kept, sealed, with your reason.',
    reasonLabel: 'Why it is discarded',
    reasonHelp: 'In a few words, as “spam” or “a repetition of the call at 02:10”.',
    discardButton: 'Discard this mail',
  },
  signatures: {
    none: {
      tag: 'Unsigned',
      says: 'Not signed. Anybody can write any address above a mail: nothing proves who sent it.',
    },
    'smime-not-checked': {
      tag: 'Not checked',
      says: 'It carries an S/MIME signature, which this node does not check. Treat it as unsigned.',
    },
    encrypted: {
      tag: 'Encrypted',
      says: 'It is encrypted and cannot be read here. Ask the sender to report another way.',
    },
    'openpgp-no-key': {
      tag: 'Not checked',
      says: 'It carries an OpenPGP signature whose key did not come along, so it could not be checked. Treat it as unsigned.',
    },
    'openpgp-wrong': {
      tag: 'Wrong signature',
      says: 'Its OpenPGP signature does not fit its words, or is too weak: they may have been changed on the way.',
    },
    listed: {
      tag: 'Signed, key in directory',
      says: 'Its words and files are signed with an OpenPGP key that {party} lists in the directory ({fingerprint}). Subject and sender are not covered by the signature.',
    },
    unlisted: {
      tag: 'Signed, key unknown',
      says: 'Its OpenPGP signature fits, but nobody in the directory lists the key {fingerprint}: it does not prove who sent it.',
    },
  },
} as const;
