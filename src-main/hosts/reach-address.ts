/** Whether an address is a number to call, or an e-mail address to write to, and nothing more. */
export const isReachAddress = (address: string): boolean =>
  /^tel:\+?\d{3,20}$/u.test(address) || /^mailto:[^\s@<>?&]+@[^\s@<>?&]+$/u.test(address)
