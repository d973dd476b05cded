/** `16,400` */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}
