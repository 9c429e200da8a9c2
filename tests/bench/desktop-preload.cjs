// In the page that is measured, from before its first element on: looks with every frame whether the words are there, and
// says when the frame that shows them has been handed over. Waiting for the page to be loaded would count what it loads later.
const { ipcRenderer } = require('electron')

const words = process.env.BENCH_WORDS
const look = () =>
  requestAnimationFrame(() => {
    if (document.body?.textContent?.includes(words))
      requestAnimationFrame(() => ipcRenderer.send('bench:painted', Date.now()))
    else look()
  })
look()
