/** Whether an address does no more than dial a number or begin a letter to one person: no text, no further recipients. */
export const isCallOrLetter = (address: string): boolean =>
  /^tel:\+?(?:[\d*]|%23){3,32}$/u.test(address) || /^mailto:[^\s@?&,;:/]+@[^\s@?&,;:/]+$/u.test(address)
