/**
 * The page's first script, which only begins the others: what a host has put into the page for its first frame
 * (FIRST_FRAME_PLACEHOLDER) is drawn before they take the thread for themselves.
 */
const LONGEST_MS = 500

function begin(): void {
  clearTimeout(late)
  if (begun) return
  begun = true
  void import('./main.tsx')
}

let begun = false
// A window that nobody sees draws nothing.
const late = setTimeout(begin, LONGEST_MS)
if (document.querySelector('.first-frame') === null) begin()
else requestAnimationFrame(() => setTimeout(begin))
