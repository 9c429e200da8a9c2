import type { FaultText } from '../../fault-text.ts'

/** What can hinder managing the access tokens of a Crafter Profile server. */
export const faultsOfAccessTokens = {
  invalid_token_id: {
    say: 'This ID would not survive in an address.',
    next: 'Use letters, digits and hyphens, or leave it out: then one is made at random.',
  },
  token_id_short: {
    say: 'An ID this short can be guessed, and whoever has it has the token’s rights.',
    next: 'Leave it out: then one is made at random.',
  },
  token_without_end: {
    say: 'This token would never end.',
    next: 'Set a last day, unless it is really meant for ever.',
  },
  dead_on_arrival: {
    say: 'This token would be over on arrival: its end[, {at},] has passed.',
    next: 'Choose a later day; a day counts to its last moment.',
  },
  tenant_missing: {
    say: 'An entry of the tenant permissions names no tenant.',
    next: 'Name one, write * for all, or take the entry out.',
  },
  invalid_actions: {
    say: 'An entry of the tenant permissions allows nothing, or something unknown.',
    next: 'Choose from those that the server knows[: {choices}].',
  },
  permission_shadowed: {
    say: 'The server reads only the first entry that fits a tenant; a later one here never counts.',
    next: 'Put all actions of a tenant into one entry, and * last.',
  },
  no_access_tokens: {
    say: 'This connection manages no access tokens[: {name} is a {system} connection].',
    next: 'Only a Crafter Profile connection with a master token does.',
  },
  no_such_access_token: {
    say: 'The server has no such access token, or has it no longer.',
    next: 'Look at the list again: "everbearer crafter list {name}".',
  },
  access_token_odd: {
    say: 'This record holds something that cannot be read, so that it could not be put back as it was.',
    next: 'Delete it and create it anew, in the server’s console or with "everbearer crafter" delete and create.',
  },
  header_not_read: {
    say: 'This server reads no header: programs send the token as a parameter[, {parameter}].',
    next: 'Take the plain token, "everbearer token {name}"; the connection’s page has the whole line to copy.',
  },
  access_token_exists: {
    say: 'The server already has an access token with this ID, and not the one that was to be made.',
    next: 'Leave the ID out, or replace the token that is there.',
  },
  confirm_deletion: {
    say: 'Deleting cuts off [{application} and ]all that uses this token, at once and for good; nothing is deleted yet.',
    next: 'If you mean it: "everbearer crafter delete {name} {handle} --yes".',
  },
  confirm_replacement: {
    say: 'This deletes the token[ of {application}] first: all that uses it is cut off until it is made anew. Nothing is done yet.',
    next: 'If making fails, "everbearer crafter restore {name}" puts it back. If you mean it, run the same with --yes.',
  },
  deletes_itself: {
    say: 'This is the master token of this very connection: without it nothing can be managed from here any more.',
    next: 'If you mean it, add --itself; better make another master token first.',
  },
  replaces_itself: {
    say: 'A master token cannot replace itself: once deleted, it may not make its successor.',
    next: 'Make another master token, add it as a connection, and replace this one with it.',
  },
  replacement_cut_off: {
    say: 'An earlier replacement was cut off, and its token is kept here until it is restored.',
    next: 'Restore it first: "everbearer crafter restore {name}".',
  },
  nothing_cut_off: {
    say: 'No replacement was cut off here, so there is nothing to restore.',
    next: 'Look at the list: "everbearer crafter list {name}".',
  },
  not_a_master: {
    say: 'The server accepts this token, but it is no master token, and only those may manage tokens.',
    next: 'Make it with a master token, or in the server’s console.',
  },
  access_token_not_taken: {
    say: 'The server did not take this access token[ (status {status})].',
    next: 'Compare application, end and permissions with a token in the list that works.',
  },
  created_not_saved: {
    say: 'The token was created at the server, but could not be made into a connection here[ ({cause})].',
    next: 'It is in the list: "everbearer crafter adopt {name} {handle} --as NEW" takes it from there.',
  },
  replace_undone: {
    say: 'The new token was not taken[ ({cause})]; the old one is back under its ID as it was, after a short gap.',
    next: 'Correct what was not taken, and replace it again.',
  },
  replace_gone: {
    say: 'The old token is deleted, and neither the new nor the old one could be made: its users are cut off now.',
    next: 'It is kept here: "everbearer crafter restore {name}" makes it again.',
  },
  replace_unknown: {
    say: 'The server does not answer, so it is not known whether it has the old token, the new one or none.',
    next: 'The old one is kept here: "everbearer crafter restore {name}" looks, and makes it again if need be.',
  },
} as const satisfies Record<string, FaultText>
