/**
 * Draws only what differs from the last time: with a thousand connections something changes all the time, and the panel
 * would get the same icon and menu again and again.
 */
export function onlyOnChange<Looks>(draw: (looks: Looks) => void): (looks: Looks) => void {
  let lastDrawn = ''
  return (looks) => {
    const text = JSON.stringify(looks)
    if (text === lastDrawn) return
    lastDrawn = text
    draw(looks)
  }
}
