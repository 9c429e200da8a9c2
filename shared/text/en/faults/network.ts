import type { FaultText } from '../../fault-text.ts'

/** What is wrong with the way that calls were to take: proxy, authorities, client certificate. */
export const faultsOfNetwork = {
  invalid_proxy: {
    say: 'This is no address of an HTTP proxy.',
    next: 'Write it as http://proxy.example:3128, with "user@" before the host where it wants a sign-in; none for no proxy.',
  },
  invalid_authorities: {
    say: 'No certificate of an authority can be read in this file.',
    next: 'Give it as PEM: text that begins with -----BEGIN CERTIFICATE-----.',
  },
  invalid_client_certificate: {
    say: 'This certificate cannot be used: certificate and key are wanted, as PEM or as PKCS #12.',
    next: 'Give both in one file or the key with --key; write an older PKCS #12 anew ("openssl pkcs12 -legacy", then -export).',
  },
  client_key_mismatch: {
    say: 'This key does not belong to this certificate.',
    next: 'Look for the key that the certificate was requested with.',
  },
  client_passphrase_needed: {
    say: 'The key of this certificate is encrypted, and nothing was given to open it.',
    next: 'Run the command again and type its passphrase, or hand that in as one line of standard input.',
  },
  client_passphrase_wrong: {
    say: 'This passphrase does not open the key of this certificate.',
    next: 'Try the passphrase that was set when the key was exported.',
  },
} as const satisfies Record<string, FaultText>
