/** The demo: a made-up server in Everbearer itself, and a connection to it. */
export const demo = {
  mark: 'demo',
  runningTitle: 'This is the demo',
  runningSay:
    'Its server is part of Everbearer and its tokens live 20 seconds, so that you can watch them being renewed. It ends with Everbearer, or after an hour.',
  overTitle: 'A demo of an earlier time is still here',
  overSay: 'Its server has ended, so its token cannot be renewed any more.',
  end: 'End the demo',
  again: 'Start it anew',
  remove: 'Remove it',
} as const
