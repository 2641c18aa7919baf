/** Words of `comity mail`, in English. */
export const COMMAND_TEXTS = {
  description: 'read a report by mail from a file into a draft of your desk',
  file: 'a mail as its program saves it (message/rfc822, mostly *.eml)',
  check: 'read it only; nothing is sent',
  noFile: 'There is no file {file}.',
  tooLarge: '{file} has {bytes} bytes; at most {most} are read.',
  kept: 'Kept as a draft; nothing has been said yet.',
  known: 'This mail is there already.',
  link: 'Go on at {link}',
  from: 'From {from}: {subject}',
  signature: 'Signature: {signature}',
  signatures: {
    none: 'none',
    'smime-not-checked': 'S/MIME, not checked here',
    encrypted: 'encrypted, cannot be read',
    'openpgp-no-key': 'OpenPGP, its key did not come along',
    'openpgp-wrong': 'OpenPGP, wrong',
    openpgp: 'OpenPGP, fits the key that came along; the node looks for that key in its directory',
  },
  notRead: '  {name}: not an answer that is taken',
  fileLine: '  file {name} ({type}) SHA-256 {digest}',
  open: 'Still open: {questions}',
} as const;
