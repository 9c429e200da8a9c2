/** What can be wrong with the state folder, with the kind of each; part of FAULT_KIND. */
export const STATE_FOLDER_FAULTS = {
  socket_folder_unsafe: 'person',
  state_folder_open: 'person',
  state_folder_foreign: 'person',
  state_folder_unusable: 'not-now',
  state_folder_gone: 'not-now',
  state_folder_copied: 'vault',
} as const
