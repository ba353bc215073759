//! What of a table's cells may stand in a message: places, never persons.

/// Words of a title that speak of numbers that persons and households have.
const NUMBERS: &[&str] = &[
    "nik", "ktp", "noktp", "nokk", "npwp", "nip", "hp", "nohp", "wa", "telp", "telpon", "telepon",
    "phone", "email", "rekening", "kks",
];

/// Words of a title that speak of persons otherwise: household cards, addresses, offices held.
const WORDS: &[&str] = &[
    "kk",
    "namakk",
    "alamat",
    "address",
    "keluarga",
    "krt",
    "art",
    "kepala",
    "kades",
    "lurah",
    "camat",
    "bupati",
    "ketua",
    "responden",
    "penerima",
    "pemilik",
    "nasabah",
    "pasien",
    "siswa",
    "warga",
    "petani",
    "nelayan",
    "lahir",
    "kandung",
    "ayah",
    "suami",
    "istri",
    "bapak",
    "lengkap",
    "orang",
    "person",
    "household",
    "head",
    "owner",
    "respondent",
    "beneficiary",
    "surname",
    "firstname",
    "lastname",
    "fullname",
];

/// Words written together: of numbers, and otherwise.
const NUMBERS_INSIDE: &[&str] = &["nokk", "nohp", "noktp", "telepon"];
const INSIDE: &[&str] = &["kepala", "namakk", "namalengkap", "alamat", "namaibu"];

/// Most digits of an administrative code; numbers of persons, cards and telephones have more.
const DIGITS: usize = 10;

/// Whether a column's title says that it holds names, numbers or addresses of persons.
pub fn titled(title: &str) -> bool {
    numbered(title) || says(title, WORDS, INSIDE)
}

/// Whether a column's title says that it holds numbers of persons, telephones or accounts.
pub fn numbered(title: &str) -> bool {
    says(title, NUMBERS, NUMBERS_INSIDE)
}

fn says(title: &str, alone: &[&str], inside: &[&str]) -> bool {
    let title = title.to_lowercase();
    let mut words = title.split(|c: char| !c.is_alphanumeric());
    let whole: String = title.chars().filter(|c| c.is_alphanumeric()).collect();
    words.any(|word| alone.contains(&word)) || inside.iter().any(|part| whole.contains(part))
}

/// `text`, a cell of the code column `title`, where it can only be an administrative code: 1 to 10 digits, no word, not begun
/// like a telephone number, no title of persons.
pub fn code<'a>(text: &'a str, title: &str) -> Option<&'a str> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .any(|letters| letters.chars().count() > 3);
    let marks = |c: char| c.is_ascii_alphanumeric() || " .,_-/+'".contains(c);
    let telephone = text.starts_with('+') || digits >= 9 && text.starts_with('0');
    let plain = (1..=DIGITS).contains(&digits) && !word && !telephone && text.chars().all(marks);
    (plain && !titled(title)).then_some(text)
}

/// The code, or how long the value is that may not be quoted.
pub fn described(text: &str, title: &str) -> String {
    code(text, title).map_or_else(
        || format!("a value of {} characters", text.chars().count()),
        str::to_owned,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_persons_and_of_places() {
        for title in [
            "nik",
            "NIK",
            "No. KK",
            "nama_kk",
            "NamaKK",
            "Kepala Keluarga",
            "kepalakeluarga",
            "no_hp",
            "ALAMAT",
            "nama_lengkap",
            "Nama Penerima",
            "nama kepala desa",
            "kode + nik",
        ] {
            assert!(titled(title), "{title}");
        }
        for title in [
            "kode",
            "nama",
            "nama_desa",
            "desa/kelurahan",
            "kecamatan",
            "WADMKK",
            "WADMKD",
            "kab_kota",
            "id_unik",
            "klinik",
            "Kode Wilayah",
            "provinsi",
            "name",
        ] {
            assert!(!titled(title), "{title}");
        }
    }

    #[test]
    fn only_codes_are_quoted() {
        for text in [
            "5301042001",
            "53.01.04.2001",
            "5301",
            "A-12",
            "IDN.19.2_1",
            "5.3E+09",
            "1E5",
        ] {
            assert_eq!(code(text, "kode"), Some(text));
            assert_eq!(code(text, "nik"), None, "{text}");
        }
        for text in [
            "5301042001880001",
            "081234567890",
            "0812345678",
            "+62812345",
            "BUDI",
            "Siti 2",
            "",
        ] {
            assert_eq!(code(text, "kode"), None, "{text}");
        }
        assert_eq!(
            described("5301042001880001", "kode"),
            "a value of 16 characters"
        );
        assert_eq!(described("5301", "kode"), "5301");
    }
}
