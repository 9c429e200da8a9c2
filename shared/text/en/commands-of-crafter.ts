import type { CommandText } from '../command-text.ts'

/** Help of "crafter" and the commands below it. */
export const commandsOfCrafter = {
  crafter: {
    about: 'Manage the access tokens of a Crafter Profile server (needs a master token).',
    details:
      'NAME is the connection whose token is master. IDs are never printed but by "crafter id"; HANDLE stands for one, as ' +
      '"crafter list" shows it.',
    examples: [
      'everbearer crafter list desk',
      'everbearer crafter create desk --from shop.json --as shop',
      'everbearer crafter delete desk 1f0c5a7be902 --yes',
    ],
  },
  'crafter list': {
    about: 'List all access tokens of the server, without their IDs.',
    examples: ['everbearer crafter list desk', 'everbearer crafter list desk --json'],
  },
  'crafter show': {
    about: 'Show everything about one access token but its ID.',
    examples: ['everbearer crafter show desk 1f0c5a7be902'],
  },
  'crafter create': {
    about: 'Create an access token.',
    details:
      'The file is JSON with the server’s own names: application and expiresOn are needed, id, master and tenantPermissions ' +
      'are not. A day such as "2027-03-01" counts to its last moment in this computer’s time zone; null never ends. Without an ' +
      'id one is made at random. --as makes it a connection here at once.',
    examples: [
      'everbearer crafter create desk --from shop.json --as shop',
      'echo \'{"application": "shop", "expiresOn": "2027-03-01", "tenantPermissions": [{"tenant": "site1", ' +
        '"allowedActions": ["READ_TENANT"]}]}\' | everbearer crafter create desk --from -',
    ],
  },
  'crafter replace': {
    about: 'Change an access token: delete it and make it anew under the same ID.',
    details:
      'The file holds what changes; the rest stays. Between the two steps its users are cut off for a moment. If the second ' +
      'one does not come through, the old token is put back; if that fails too, it is kept for "crafter restore". Without ' +
      '--yes it says who would be cut off, and changes nothing.',
    examples: ['echo \'{"expiresOn": "2028-03-01"}\' | everbearer crafter replace desk 1f0c5a7be902 --from - --yes'],
  },
  'crafter delete': {
    about: 'Delete an access token; whatever uses it is cut off at once.',
    details: 'Without --yes it says what would stop. A master token deletes itself only with --itself.',
    examples: ['everbearer crafter delete desk 1f0c5a7be902 --yes'],
  },
  'crafter restore': {
    about: 'Put back the token that a replacement was cut off from.',
    examples: ['everbearer crafter restore desk'],
  },
  'crafter adopt': {
    about: 'Make an access token of the list a connection here.',
    examples: ['everbearer crafter adopt desk 1f0c5a7be902 --as shop'],
  },
  'crafter id': {
    about: 'Print the ID of an access token: whoever reads it has the token’s rights.',
    examples: ['everbearer crafter id desk 1f0c5a7be902'],
  },
} as const satisfies Record<string, CommandText>
