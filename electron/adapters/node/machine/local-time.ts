/** Gives a moment (UTC ms) as local date and time, `2026-11-21 10:03:12`: the one form that sorts and is never mistaken. */
export function createLocalTime(zone?: string): (at: number) => string {
  let format: Intl.DateTimeFormat | undefined
  return (at) => {
    // Made when the first moment is told: it takes longer than a whole command, and most commands tell none.
    format ??= new Intl.DateTimeFormat('en-CA', { ...(zone === undefined ? {} : { timeZone: zone }), ...FORM })
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    return `${parts['year']}-${parts['month']}-${parts['day']} ${parts['hour']}:${parts['minute']}:${parts['second']}`
  }
}

const FORM: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
}
