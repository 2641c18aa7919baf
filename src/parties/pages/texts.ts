/** Texts of the pages about parties and sign-in, in English; one file for each language later. */
export const TEXTS = {
  signIn: {
    title: 'Sign in',
    lead: 'With the passkey that you enrolled on this device or security key. There are no passwords here.',
    button: 'Sign in with a passkey',
    needsScript: 'Signing in with a passkey needs JavaScript in your browser.',
    enrolTitle: 'First time here?',
    enrolText: 'Your administrator gives you a one-time code. With it you enrol a passkey.',
    enrolLink: 'Enrol a passkey',
    seatsTitle: 'Sit down in a seat',
    seatsLead: 'This is a demo of an exercise: one press signs you in as a fictional person.',
    seat: 'Sit down as {name}',
    noAccount: 'No mandate here? Call {phone}: a duty officer writes your report down for you.',
    doneTitle: 'You are signed in',
    doneLead: 'Close this tab and go back to the page you came from.',
    done: 'You are signed in as {name} for {party}.',
    toDesk: 'Go to the desk',
  },
  enrol: {
    title: 'Enrol a passkey',
    lead: 'The passkey stays on your device or security key; this node learns only its public half.',
    code: 'One-time code',
    codeHelp: 'From your administrator, valid for a day. Capitals and spaces do not matter.',
    label: 'Name of this passkey',
    labelHelp: 'So that you know it again, as “office laptop”.',
    button: 'Enrol',
  },
} as const;
