import type { Random } from './random.ts'

export type PersonName = { readonly first: string; readonly last: string }

const RU_MALE =
  'Александр Дмитрий Максим Сергей Андрей Алексей Артём Илья Кирилл Михаил Никита Матвей Роман Егор Арсений Иван Денис Евгений Даниил Тимофей Владислав Игорь Владимир Павел Руслан Марк Константин Тимур Олег Ярослав Антон Николай Глеб Данил Савелий Вадим Степан Юрий Богдан Артур Семён Макар Лев Виктор Елисей Виталий Вячеслав Захар Мирон Дамир Георгий Давид Платон Анатолий Григорий Демид Данила Станислав Василий Фёдор Пётр Леонид'.split(
    ' ',
  )
const RU_FEMALE =
  'Анастасия Мария Анна Виктория Екатерина Наталья Марина Полина София Дарья Алиса Ксения Александра Елена Юлия Ольга Татьяна Ирина Светлана Людмила Надежда Галина Валентина Вера Любовь Нина Лариса Инна Оксана Яна Алина Диана Кристина Карина Милана Арина Вероника Маргарита Евгения Тамара Зоя Раиса Жанна Эльвира Снежана Ульяна Варвара Таисия Мирослава Эмилия'.split(
    ' ',
  )
const RU_STEMS =
  'Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов Осипов Сидоров Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов Мартынов Ефимов Федотов Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов Гришин Ефремов Архипов Громов Кириллов Малышев Панов Моисеев Румянцев Акимов Кондратьев Бирюков Горбунов Анисимов Ерёмин Тихомиров Галкин Лукьянов Михеев Скворцов Юдин Белоусов Нестеров Симонов Прокофьев Харитонов Князев Цветков Левин Митрофанов Воронов Аксёнов Софронов Мальцев Логинов Горшков Савин Краснов Майоров Демидов Елисеев Рыбаков Сафонов Плотников Демин Хохлов Фадеев Молчанов Игнатов Литвинов Ершов Ушаков Дементьев Рябов Мухин Калашников Леонтьев Лобанов Кузин Корнеев Евдокимов Бородин Платонов Некрасов Балашов Бобров Жданов Блинов Игнатьев Коротков Муравьёв Крюков Беляков Богомолов Дроздов Лавров Зуев Петухов Ларин Никулин Серов Терентьев Зотов Устинов Фокин Самойлов Константинов Сахаров Шишкин Самсонов Черкасов Чистяков Носов Спиридонов Карасёв Авдеев Воронцов Зверев Владимиров Селезнёв Нечаев Кудряшов Седов Фирсов Андрианов Панфилов Головин Терехов Ульянов Шестаков Агеев Никонов Селиванов Баженов Гордеев Кожевников Пахомов'.split(
    ' ',
  )
const RU_FIXED =
  'Шевченко Коваленко Бондаренко Ткаченко Кравченко Лысенко Савченко Бойко Гриценко Черных Седых Долгих Живаго Дурново Мицкевич Гуревич Рабинович Шульц Гинзбург Цой Пак Ким'.split(
    ' ',
  )
const PATRONYM_STEMS =
  'Александров Дмитриев Сергеев Андреев Алексеев Михайлов Иванов Владимиров Павлов Константинов Олегов Николаев Викторов Борисов Петров Фёдоров Геннадьев Евгеньев Валерьев Юрьев'.split(
    ' ',
  )
const EN_FIRST =
  'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen Daniel Lisa Matthew Nancy Anthony Sandra Mark Ashley Emily Steven Andrew Kenneth Kevin Brian George Laura Helen Olivia Emma Charlotte Amelia Sophie Harry Oliver Jack Isla Grace'.split(
    ' ',
  )
const EN_LAST =
  "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Anderson Taylor Thomas Moore Jackson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Reed Bailey Kelly Howard Ward Cox Richardson Watson Brooks Bennett Gray Hughes Price Sanders Wood Ross Foster O'Connor O'Neill D'Angelo McDonald MacKenzie Fitzgerald Smith-Jones Taylor-Wood".split(
    ' ',
  )
const OTHER: readonly PersonName[] = [
  ['Нурсултан', 'Әбдірахманов'],
  ['Айгүл', 'Сейітқызы'],
  ['Ерлан', 'Қасымов'],
  ['Динара', 'Жұмабаева'],
  ['Әлия', 'Нұрланқызы'],
  ['გიორგი', 'ბერიძე'],
  ['ნინო', 'კაპანაძე'],
  ['დავით', 'გელაშვილი'],
  ['Giorgi', 'Kvaratskhelia'],
  ['Арам', 'Հակոբյան'],
  ['Անի', 'Սարգսյան'],
  ['Олександр', 'Ґудзь'],
  ["Дар'я", 'Єфименко'],
  ['Jürgen', 'Müller'],
  ['Zoë', 'Brontë'],
  ['José María', 'Núñez Peña'],
  ['Łukasz', 'Wiśniewski'],
  ['Çağla', 'Şahin'],
  ['Nguyễn', 'Thị Hồng'],
  ['Björk', 'Guðmundsdóttir'],
  ['李', '小龙'],
  ['さくら', '田中'],
  ['민준', '김'],
].map(([first = '', last = '']) => ({ first, last }))

/** Four of five Russian, most of the rest English; about a third of the Russians with a patronymic. */
export function personName(random: Random): PersonName {
  const dice = random.next()
  if (dice < 0.03) return random.pick(OTHER)
  if (dice < 0.2) return { first: random.pick(EN_FIRST), last: random.pick(EN_LAST) }
  return russianName(random)
}

function russianName(random: Random): PersonName {
  const isFemale = random.chance(0.5)
  const first = random.pick(isFemale ? RU_FEMALE : RU_MALE)
  const last = random.chance(0.07) ? random.pick(RU_FIXED) : random.pick(RU_STEMS) + (isFemale ? 'а' : '')
  if (!random.chance(0.3)) return { first, last }
  const patronym = random.pick(PATRONYM_STEMS) + (isFemale ? 'на' : 'ич')
  return { first: `${first} ${patronym}`, last }
}

const COMPANY_WORDS =
  'Вектор Альфа Гамма Север Восток Прогресс Импульс Горизонт Квант Меридиан Орион Сириус Полюс Радуга Кедр Берёза Сокол Феникс Эверест Атлант Титан Маяк Компас Якорь Ладога Байкал Алтай Енисей Урал Волга Нева Каскад Контур Модуль Формат Стандарт Ресурс Капитал Баланс Диалог Партнёр Союз Престиж Комфорт Уют Мастер Профи Эксперт Лидер Старт'.split(
    ' ',
  )
const COMPANY_ENDS =
  'Строй Торг Сервис Снаб Маш Тех Пром Авто Логистик Медиа Софт Групп Инвест Трейд Мебель Свет Дом Агро Хим Энерго'.split(
    ' ',
  )
const EN_COMPANY =
  'Brightwater Oakfield Harbour Kingsley Redwood Silverline Westbrook Ashford Fairview Crestline Bluestone Highgate Maplewood Stonebridge Riverside Sterling Windsor Beacon Northgate Thornton'.split(
    ' ',
  )
const EN_TRADES = ['Trading', 'Logistics', 'Supplies', 'Foods', 'Interiors', 'Engineering', 'Systems', 'Partners']
const EN_ENDS = ['Ltd', 'Ltd.', 'LLC', 'Inc.', 'Group', 'PLC']
const RU_FORMS = ['ООО', 'ООО', 'ООО', 'АО', 'ПАО', 'ЗАО', 'ТОО']

/** A name with its legal form, mostly Russian; every fifth is a sole trader under their own name. */
export function companyName(random: Random): string {
  const dice = random.next()
  if (dice < 0.15) return `${random.pick(EN_COMPANY)} ${random.pick(EN_TRADES)} ${random.pick(EN_ENDS)}`
  if (dice < 0.35) {
    const { first, last } = russianName(random)
    return `ИП ${last} ${first}`
  }
  const core = random.pick(COMPANY_WORDS) + (random.chance(0.6) ? random.pick(COMPANY_ENDS) : '')
  const quoted = random.chance(0.8) ? `«${core}»` : `"${core}"`
  return random.chance(0.9) ? `${random.pick(RU_FORMS)} ${quoted}` : core
}
