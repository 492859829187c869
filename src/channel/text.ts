/** The size of well-formed text as UTF-8, in bytes. */
export const sizeOf = (text: string): number => {
  let size = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) size += 2
    else if (unit >= 0x80) size += 1
  }
  return size
}
