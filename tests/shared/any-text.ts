import { fc } from '../kit/properties.ts'

/** Text of any characters that can be encoded, control characters and all scripts included. (The library's own takes half a second to begin.) */
export const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff })), { maxLength: 30 })
  .map((points) => String.fromCodePoint(...points))
