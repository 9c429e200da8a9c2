/** Signing in for a connection, on a screen of its own. */
export const signIn = {
  title: 'Sign in for {name}',
  back: 'Back to the connection',
  browserTitle: 'In a browser of this computer',
  browserSay:
    'You sign in on the server’s own pages; Everbearer never sees your password. The answer comes back to this computer ' +
    'alone, and the tokens go straight into the vault.',
  deviceTitle: 'With a code, on any device',
  deviceSay:
    'The server gives a code. Type it on its page, on your telephone or any other device, and sign in there; Everbearer ' +
    'waits here and puts the tokens straight into the vault.',
  begin: 'Begin',
  again: 'Begin again',
  open: 'Open the sign-in page',
  waiting: 'Waiting for you until',
  typeCode: 'Open this address and type the code:',
  copy: 'Copy the code',
  copied: 'Copied',
  codeLabel: 'The address as a QR code, for a camera',
  done: 'Signed in. {name} has its tokens, and renews them by itself where the server lets it.',
  see: 'See the connection',
} as const
