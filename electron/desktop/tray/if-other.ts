/**
 * Draws only what looks otherwise than the last time: with a thousand connections something changes all the time, and the
 * panel would be sent the same icon and menu again and again.
 */
export function ifOther<Looks>(draw: (looks: Looks) => void): (looks: Looks) => void {
  let drawn = ''
  return (looks) => {
    const text = JSON.stringify(looks)
    if (text === drawn) return
    drawn = text
    draw(looks)
  }
}
