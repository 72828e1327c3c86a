import type { CustomerInput } from '@holdfast/protocol/commands';
import { demoId } from './chain.ts';

const names = [
  'Chen Wei', 'Priya Nair', 'Yui Sato', 'Amina Nowak', 'Harbour Jazz', 'Okafor Trio', 'Lena Brandt', 'Duarte Quintet',
  'Silver Strings', 'City Brass', 'Marta Ferreira', 'Jean Moreau', 'Tariq Haddad', 'Lucía Romero', 'Northside Choir',
  'Young Players', 'Grete Olsen', 'Sam Whitaker', 'Ida Holm', 'Tom Adler', 'Zoë van Dijk', 'Søren Lindqvist',
  'Nguyễn Minh Anh', 'Fatima Zahra El Idrissi', 'Þóra Jónsdóttir', 'Łukasz Wójcik', 'Ayşe Demir', 'Kwame Mensah',
  'Olena Шевченко', 'Γιώργος Παππάς', '田中 美咲', '김서연', 'Siobhán Ó Briain', 'Mateo Álvarez de la Cruz',
  'Alexandra-Konstantina Papadopoulou-Hatzigeorgiou', 'Bo Li', 'Ravi Krishnamurthy', 'Hannah Ben-David',
  'Maximilian Freiherr von Rosenberg', 'Ngozi Adichie', 'Lars Ek', 'Inés Peña', 'Dmitri Volkov', 'Chloé Lefèvre',
  'Podcast: Lago', 'Riverside Ramblers', 'Elif Kaya', 'Noah Schmidt', 'Mia Rossi', 'Björn Håkansson',
] as const;

/** Ranges reserved for fiction: nobody's telephone rings. */
const fictionalNumbers: Record<string, (index: number) => string> = {
  riverside: (index) => `+44 7700 900 ${String(100 + index).padStart(3, '0')}`,
  'old-town': (index) => `+49 30 23125 ${String(100 + index).padStart(3, '0')}`,
  bayview: (index) => `+1 212 555 01${String(index).padStart(2, '0')}`,
};

/** The people who come to a location, the same on every machine. */
export function demoCustomers(locationSlug: string): CustomerInput[] {
  const number = fictionalNumbers[locationSlug];
  return names.map((name, index) => ({
    id: demoId('customer', locationSlug, index),
    name,
    ...(number ? { phone: number(index) } : {}),
  }));
}
