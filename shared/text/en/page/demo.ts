/** The demo: a made-up server in Everbearer itself, and a connection to it. */
export const demo = {
  mark: 'demo',
  runningTitle: 'This is the demo',
  runningSay:
    'Its server is part of Everbearer and its tokens live 20 seconds, so that you can watch them being renewed. It ends with Everbearer, or after an hour.',
  guideTitle: 'What to try in the demo',
  guideWatch: 'Watch the token being renewed: its bar begins anew by itself.',
  guideTest: 'Press Test: does the server accept the token? It spends nothing.',
  guideJournal: 'Read in the journal what happened.',
  guideDone: 'done',
  guideOver: 'Add a connection of your own',
  guideAway: 'Do not show this again',
  overTitle: 'A demo of an earlier time is still here',
  overSay: 'Its server has ended, so its token cannot be renewed any more.',
  end: 'End the demo',
  again: 'Start it anew',
  remove: 'Remove it',
} as const
