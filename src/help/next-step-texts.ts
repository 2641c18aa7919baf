/** What to do after a refusal, one sentence or two for each kind; which code is of which kind stands in `next-steps.ts`. */
export const NEXT_STEP_TEXTS = {
  'correct-it': 'Correct what the sentence names and send it again. Nothing was signed or sent.',
  'fill-it-in':
    'Fill in what is missing and send it again. “I don’t know yet” is an answer wherever it is offered.',
  'make-it-smaller': 'Make it shorter, or split it into several, and send it again.',
  'check-the-time': 'Check day, hour and time zone, since times are read as UTC, and send it again.',
  'choose-what-is-offered': 'Choose one of the values that the form or the interface description offers.',
  'say-something-new': 'Say at least one thing that was not said before, and send it again.',
  'look-again': 'Reload the page, see how it stands now, and do it again if it is still needed.',
  'wait-a-minute': 'Wait a minute and do it again. Nothing was lost, and nothing was done twice.',
  'sign-in': 'Sign in and do it again. What you typed into a form is kept.',
  'renew-the-token':
    'Make a new token on the page “API tokens”, or ask your administrator for one with the scope it needs.',
  'enrol-again': 'Ask an administrator of your party for a new enrolment code, and add your passkey again.',
  'make-room': 'Finish or throw away what is no longer needed there, and do it again.',
  'ask-for-the-mandate':
    'Ask an administrator of your party for the mandate, or let a colleague who has it do this.',
  'second-person': 'Propose it, and let a second person with the mandate to approve decide.',
  'ask-the-party': 'Only that party can do this. Ask its people, through its point of contact in the directory.',
  'pass-to-authority':
    'Pass it to the authority of your state, which may say this. Its number stands in the directory of contacts.',
  'open-from-the-list': 'Open it from its list or from the desk. It may have ended, or it is not open to you.',
  'open-the-case': 'Open the case, find the statement you mean in its timeline, and start from there.',
  'nothing-left-to-do': 'Nothing is left to do. Open the case to see what stands there.',
  'thread-is-closed':
    'What is closed or withdrawn stays so. Correct it, or begin a new report if something new happened.',
  'wait-for-the-hold': 'Open the hold, see until when it lasts and who set it, and ask them or wait for its end.',
  'ask-for-consent': 'Ask whoever is named for consent, or cite the law that allows it without.',
  'look-at-the-agreement':
    'Look under “Between states” what the agreement covers and who joined it, and use a channel that it allows.',
  'hide-the-victim': 'Leave out what names the victim, or record the consent or the law that allows it.',
  'record-the-crossing': 'Write down why this goes from one channel to another, and who decided it.',
  'choose-another-recipient': 'Choose a recipient that the form offers, or have it added to the directory first.',
  'step-before': 'Open the thread and take the step that comes before this one.',
  'new-guest-link': 'Ask whoever gave you the link for a new one. Each works once, and for a short time.',
  'new-invitation': 'Ask the other node’s administrator for a new invitation, over a contact you already had.',
  'node-tries-again':
    'There is nothing to do by hand, since the node tries again by itself. If it lasts, call the other node’s point of contact.',
  'call-the-peer':
    'Call the other node’s listed point of contact, and compare its keys and log with those you confirmed.',
  'export-again': 'Export the file again, or ask whoever sent it to do so. Leave it unedited.',
  'do-not-rely':
    'Do not rely on it. Keep the file as it is, and ask the party that is said to have signed it, over a contact you already had.',
  'keep-the-proof':
    'Keep the file. It proves that two things were said in one place; show it to whoever relies on that log.',
  'check-later': 'Wait until the log has been witnessed, export it again and check it once more.',
  'renew-the-trust': 'Get the trust file again from a party you know, and check with that one.',
  'fix-the-program':
    'Compare what your program sends with the interface description at /api/v1/openapi.json, and send it in that form.',
  'tell-the-administrator':
    'Tell the administrator of this node the code and the hour. The cause stands in the node’s own journal.',
  'correct-the-setting': 'Correct the option or the setting that is named, and start the command again.',
  'mind-the-keys': 'Ask the administrator who keeps the party’s keys. Nothing is signed until the key is right.',
  'finish-the-restore':
    'Follow the part on restoring in docs/operating.md, and start nothing new on this node before.',
  'correct-the-regime':
    'Correct the file of the law or agreement as docs/regimes.md describes, and load it again.',
  'take-it-otherwise':
    'Take the same text as JSON or print the page itself, and ask for the document again later.',
  'settle-the-line':
    'Open the line and settle what stands in its way: a second person, the answer of whoever is named, or the hour.',
  'settle-the-clock':
    'Open the clocks of the case, name the law, the moment or the person that is missing, and state it again.',
  'ask-for-the-export': 'Ask the party for a complete export of that time, or choose a shorter time.',
  'correct-the-list': 'Correct the lines that are named in your list, and import it again.',
  'look-at-the-contact': 'Open the contact, and see when it was last tried and when it may be tried again.',
} as const;
