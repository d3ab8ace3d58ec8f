"""What the synthetic province reports say: indicators of social policy with their sentences and questions.

In a sentence ``{figure}`` stands for number and unit ("138 căn nhà", "4,5 tỷ đồng", "3,34%"), ``{place}`` for the unit
with its name ("huyện Đầm Hà"), ``{level}`` for the bare word ("huyện"). ``named`` sentences carry place and year,
``bare`` ones neither: there the title alone tells them. ``planned`` sentences set the figure against a plan.
``{percent}`` is a number that nobody asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["FILLERS", "INDICATORS", "REVISIONS", "TITLES", "FigureKind", "Indicator"]


class FigureKind(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that reports state. ``low`` and ``high`` bound its figure for a district (đồng, per cent or a count);
    a province has ten times as many, but shares stay shares."""

    key: str
    name: str  # follows "Số liệu về", "tổng", …: "số căn nhà xây mới cho hộ nghèo"
    kind: FigureKind
    unit: str
    low: float
    high: float
    named: tuple[str, ...]
    bare: tuple[str, ...]
    questions: tuple[str, ...]  # with {place} and {year}
    planned: tuple[str, ...] = ()


_COUNT, _MONEY, _SHARE = FigureKind.COUNT, FigureKind.MONEY, FigureKind.SHARE

TITLES = (
    "{Place}: kết quả thực hiện chính sách xã hội năm {year}",
    "Công tác an sinh xã hội của {place} năm {year}",
    "Báo cáo an sinh xã hội năm {year} của {place}",
    "{Place} nhìn lại một năm chăm lo đời sống người dân, {year}",
)

REVISIONS = (
    "Số liệu điều chỉnh: {name} năm {former} là {figure}, thay cho con số đã công bố.",
    "Sau khi rà soát lại, {name} của {place} năm {former} được điều chỉnh thành {figure}.",
    "Theo số liệu điều chỉnh của {place}, {name} năm {former} là {figure}.",
)

# Sentences without a figure, as reports are full of.
FILLERS = (
    "Kết quả này có phần đóng góp lớn của Mặt trận và các đoàn thể.",
    "Việc thực hiện được công khai tại nhà văn hóa các thôn, tổ dân phố.",
    "Người dân đánh giá cao sự kịp thời của chính quyền cơ sở.",
    "Một số nơi còn chậm do địa bàn rộng, đi lại khó khăn.",
    "Công tác kiểm tra, giám sát được duy trì thường xuyên.",
    "Các hồ sơ phát sinh được tiếp nhận và giải quyết ngay trong tuần.",
)

INDICATORS = (
    Indicator(
        "nha-moi", "số căn nhà xây mới cho hộ nghèo", _COUNT, "căn nhà", 5, 320,
        ("Năm {year}, {place} đã giúp hộ nghèo xây mới {figure} từ quỹ do các cấp vận động.",
         "Tính chung cả năm {year}, hộ nghèo của {place} có thêm {figure} xây mới, phần lớn ở vùng xa trung tâm."),
        ("Trong năm, {figure} được xây mới và trao tận tay các hộ nghèo.",),
        ("Năm {year}, {place} xây mới bao nhiêu căn nhà cho hộ nghèo?",
         "Hộ nghèo ở {place} được xây mới bao nhiêu căn nhà trong năm {year}?"),
        ("Việc xây nhà cho hộ nghèo vượt tiến độ: {figure} đã dựng xong, bằng {percent} chỉ tiêu được giao.",),
    ),
    Indicator(
        "nha-sua", "số căn nhà được sửa chữa cho hộ cận nghèo", _COUNT, "căn nhà", 4, 260,
        ("Hộ cận nghèo của {place} được giúp sửa chữa {figure} trong năm {year}.",
         "Năm {year} cũng là năm {place} sửa chữa được {figure} cho các hộ cận nghèo."),
        ("Các hộ cận nghèo được giúp sửa chữa {figure} bị dột nát, xuống cấp.",),
        ("Năm {year}, {place} sửa chữa bao nhiêu căn nhà cho hộ cận nghèo?",
         "Có bao nhiêu căn nhà của hộ cận nghèo ở {place} được sửa chữa năm {year}?"),
    ),
    Indicator(
        "the-bhyt", "số thẻ bảo hiểm y tế cấp cho người nghèo", _COUNT, "thẻ", 900, 14000,
        ("Cơ quan bảo hiểm của {place} cấp {figure} bảo hiểm y tế cho người nghèo trong năm {year}.",
         "Năm {year}, người nghèo ở {place} nhận {figure} bảo hiểm y tế do ngân sách đóng."),
        ("Người nghèo toàn {level} được cấp {figure} bảo hiểm y tế không mất tiền.",),
        ("Năm {year}, {place} cấp bao nhiêu thẻ bảo hiểm y tế cho người nghèo?",
         "Người nghèo ở {place} nhận bao nhiêu thẻ BHYT trong năm {year}?"),
    ),
    Indicator(
        "viec-lam", "số lao động được giải quyết việc làm", _COUNT, "lao động", 300, 4200,
        ("Năm {year}, {place} giải quyết việc làm cho {figure} ở các khu công nghiệp và làng nghề.",
         "Nhờ vốn vay và các phiên giao dịch, {figure} của {place} có việc làm mới trong năm {year}."),
        ("Toàn {level} có {figure} được giải quyết việc làm, nhiều nhất ở nhóm dưới ba mươi tuổi.",),
        ("Năm {year}, {place} giải quyết việc làm cho bao nhiêu lao động?",
         "Bao nhiêu lao động ở {place} có việc làm mới trong năm {year}?"),
        ("Công tác giải quyết việc làm đạt {figure}, bằng {percent} kế hoạch {level} giao đầu năm.",
         "Năm {year}, {place} giải quyết việc làm cho {figure}, bằng {percent} kế hoạch."),
    ),
    Indicator(
        "di-nuoc-ngoai", "số người đi làm việc ở nước ngoài theo hợp đồng", _COUNT, "người", 12, 900,
        ("Có {figure} từ {place} đi làm việc ở nước ngoài theo hợp đồng trong năm {year}.",
         "Năm {year}, {place} đưa {figure} đi làm việc ở nước ngoài, chủ yếu sang Nhật Bản và Đài Loan."),
        ("Số đi làm việc ở nước ngoài theo hợp đồng là {figure}, phần đông là thanh niên.",),
        ("Năm {year}, {place} có bao nhiêu người đi làm việc ở nước ngoài?",
         "Bao nhiêu người ở {place} đi xuất khẩu lao động năm {year}?"),
        ("Đưa người đi làm việc ở nước ngoài: {figure}, bằng {percent} kế hoạch năm.",),
    ),
    Indicator(
        "day-nghe", "số người được đào tạo nghề", _COUNT, "học viên", 90, 3100,
        ("Các cơ sở dạy nghề của {place} đào tạo {figure} trong năm {year}.",
         "Năm {year}, {place} mở lớp dạy nghề cho {figure}, hơn một nửa học nghề nông nghiệp."),
        ("Công tác dạy nghề thu hút {figure}, nhiều em đã có nơi nhận vào làm.",),
        ("Năm {year}, {place} đào tạo nghề cho bao nhiêu học viên?",
         "Có bao nhiêu học viên học nghề ở {place} năm {year}?"),
        ("Dạy nghề được {figure}, bằng {percent} chỉ tiêu giao cho {level}.",),
    ),
    Indicator(
        "bao-tro", "số đối tượng bảo trợ xã hội nhận trợ cấp hằng tháng", _COUNT, "đối tượng", 800, 9500,
        ("Tính đến hết năm {year}, {place} chi trợ cấp hằng tháng cho {figure} bảo trợ xã hội.",
         "Năm {year}, {figure} bảo trợ xã hội ở {place} lĩnh trợ cấp hằng tháng qua bưu điện hoặc tài khoản."),
        ("Trợ cấp hằng tháng được chi đúng kỳ cho {figure} bảo trợ xã hội.",),
        ("Năm {year}, {place} có bao nhiêu đối tượng bảo trợ xã hội nhận trợ cấp hằng tháng?",
         "Bao nhiêu đối tượng bảo trợ xã hội của {place} hưởng trợ cấp hằng tháng năm {year}?"),
    ),
    Indicator(
        "nguoi-co-cong", "số người có công được điều dưỡng", _COUNT, "người có công", 40, 1300,
        ("Năm {year}, {place} đưa {figure} đi điều dưỡng tập trung và tại nhà.",
         "Chế độ điều dưỡng của {place} đến với {figure} trong năm {year}."),
        ("Có {figure} được hưởng chế độ điều dưỡng theo hai hình thức.",),
        ("Năm {year}, {place} tổ chức điều dưỡng cho bao nhiêu người có công?",
         "Bao nhiêu người có công ở {place} được điều dưỡng trong năm {year}?"),
    ),
    Indicator(
        "qua-tet", "số suất quà Tết trao cho gia đình chính sách", _COUNT, "suất quà", 400, 16000,
        ("Dịp Tết năm {year}, {place} trao {figure} cho gia đình chính sách.",
         "Gia đình chính sách của {place} nhận {figure} trong dịp Tết Nguyên đán năm {year}."),
        ("Trước Tết, {figure} đã đến tay các gia đình chính sách.",),
        ("Tết năm {year}, {place} trao bao nhiêu suất quà cho gia đình chính sách?",
         "Gia đình chính sách ở {place} nhận bao nhiêu suất quà Tết năm {year}?"),
    ),
    Indicator(
        "nguoi-cao-tuoi", "số người cao tuổi được chúc thọ", _COUNT, "cụ", 60, 2600,
        ("Năm {year}, {place} tổ chức mừng thọ, chúc thọ cho {figure} từ tuổi bảy mươi trở lên.",
         "Các hội người cao tuổi của {place} chúc thọ {figure} trong năm {year}."),
        ("Lễ chúc thọ được tổ chức ở mọi khu dân cư cho {figure}.",),
        ("Năm {year}, {place} chúc thọ bao nhiêu cụ?", "Có bao nhiêu cụ ở {place} được chúc thọ năm {year}?"),
    ),
    Indicator(
        "tre-em", "số trẻ em có hoàn cảnh đặc biệt được giúp đỡ", _COUNT, "trẻ em", 50, 1900,
        ("Năm {year}, {figure} có hoàn cảnh đặc biệt ở {place} được giúp đỡ bằng tiền, sách vở và xe đạp.",
         "Quỹ Bảo trợ trẻ em của {place} giúp {figure} có hoàn cảnh đặc biệt trong năm {year}."),
        ("Quỹ Bảo trợ trẻ em đã giúp đỡ {figure} có hoàn cảnh đặc biệt.",),
        ("Năm {year}, {place} giúp đỡ bao nhiêu trẻ em có hoàn cảnh đặc biệt?",
         "Bao nhiêu trẻ em có hoàn cảnh đặc biệt của {place} được giúp đỡ năm {year}?"),
    ),
    Indicator(
        "hoc-phi", "số học sinh được miễn, giảm học phí", _COUNT, "học sinh", 200, 8800,
        ("Năm {year}, {place} miễn, giảm học phí cho {figure} thuộc hộ nghèo và cận nghèo.",
         "Có {figure} của {place} được miễn, giảm học phí trong năm {year}."),
        ("Chính sách miễn, giảm học phí áp dụng cho {figure}.",),
        ("Năm {year}, {place} miễn, giảm học phí cho bao nhiêu học sinh?",
         "Bao nhiêu học sinh ở {place} được miễn, giảm học phí trong năm {year}?"),
    ),
    Indicator(
        "cai-nghien", "số người được đưa đi cai nghiện", _COUNT, "lượt người", 8, 420,
        ("Năm {year}, {place} đưa {figure} đi cai nghiện tại cơ sở tập trung.",
         "Công tác cai nghiện của {place} tiếp nhận {figure} trong năm {year}."),
        ("Các cơ sở điều trị tiếp nhận {figure} cai nghiện.",),
        ("Năm {year}, {place} đưa bao nhiêu lượt người đi cai nghiện?",
         "Có bao nhiêu lượt người ở {place} đi cai nghiện trong năm {year}?"),
        ("Vận động cai nghiện được {figure}, bằng {percent} kế hoạch trên giao.",),
    ),
    Indicator(
        "bhxh", "số người tham gia bảo hiểm xã hội tự nguyện", _COUNT, "người", 150, 7400,
        ("Cuối năm {year}, {place} có {figure} tham gia bảo hiểm xã hội tự nguyện.",
         "Bảo hiểm xã hội tự nguyện ở {place} có {figure} tham gia tính đến hết năm {year}."),
        ("Số tham gia bảo hiểm xã hội tự nguyện lên tới {figure}.",),
        ("Năm {year}, {place} có bao nhiêu người tham gia bảo hiểm xã hội tự nguyện?",
         "Bao nhiêu người ở {place} đóng BHXH tự nguyện năm {year}?"),
        ("Bảo hiểm xã hội tự nguyện phát triển được {figure}, bằng {percent} chỉ tiêu.",),
    ),
    Indicator(
        "ho-ngheo", "số hộ nghèo", _COUNT, "hộ nghèo", 150, 5200,
        ("Kết quả rà soát cuối năm {year} cho thấy {place} còn {figure}.",
         "Đến hết năm {year}, trên địa bàn {place} còn {figure}, giảm so với đầu kỳ."),
        ("Rà soát cuối kỳ, toàn {level} còn {figure}.",),
        ("Cuối năm {year}, {place} còn bao nhiêu hộ nghèo?", "Năm {year}, {place} có bao nhiêu hộ nghèo?"),
    ),
    Indicator(
        "ho-can-ngheo", "số hộ cận nghèo", _COUNT, "hộ cận nghèo", 180, 6100,
        ("Kết quả rà soát cuối năm {year} cho thấy {place} còn {figure}.",
         "Năm {year}, {place} có {figure} theo chuẩn đa chiều."),
        ("Cùng thời điểm, toàn {level} còn {figure}.",),
        ("Cuối năm {year}, {place} còn bao nhiêu hộ cận nghèo?", "Năm {year}, {place} có bao nhiêu hộ cận nghèo?"),
    ),
    Indicator(
        "ty-le-ngheo", "tỷ lệ hộ nghèo", _SHARE, "%", 0.4, 24,
        ("Tỷ lệ hộ nghèo của {place} cuối năm {year} là {figure}.",
         "Đến cuối năm {year}, {place} kéo tỷ lệ hộ nghèo xuống còn {figure}."),
        ("Tỷ lệ hộ nghèo toàn {level} lúc cuối kỳ còn {figure}.",),
        ("Tỷ lệ hộ nghèo của {place} năm {year} là bao nhiêu?",
         "Cuối năm {year}, tỷ lệ hộ nghèo ở {place} còn bao nhiêu phần trăm?"),
    ),
    Indicator(
        "ty-le-bhyt", "tỷ lệ dân số tham gia bảo hiểm y tế", _SHARE, "%", 71, 99.8,
        ("Năm {year}, {figure} dân số của {place} tham gia bảo hiểm y tế.",
         "Tỷ lệ dân số tham gia bảo hiểm y tế của {place} đạt {figure} trong năm {year}."),
        ("Độ bao phủ bảo hiểm y tế đạt {figure} dân số toàn {level}.",),
        ("Tỷ lệ dân số tham gia bảo hiểm y tế của {place} năm {year} là bao nhiêu?",
         "Năm {year}, bao nhiêu phần trăm dân số {place} tham gia bảo hiểm y tế?"),
    ),
    Indicator(
        "ty-le-nghe", "tỷ lệ lao động qua đào tạo", _SHARE, "%", 28, 84,
        ("Tỷ lệ lao động qua đào tạo của {place} năm {year} đạt {figure}.",
         "Năm {year}, {place} có {figure} lao động qua đào tạo."),
        ("Tỷ lệ lao động qua đào tạo tăng lên {figure}.",),
        ("Tỷ lệ lao động qua đào tạo của {place} năm {year} là bao nhiêu?",
         "Năm {year}, bao nhiêu phần trăm lao động của {place} đã qua đào tạo?"),
    ),
    Indicator(
        "nuoc-sach", "tỷ lệ hộ dân dùng nước hợp vệ sinh", _SHARE, "%", 55, 99.5,
        ("Năm {year}, {figure} hộ dân của {place} dùng nước hợp vệ sinh.",
         "Ở {place}, tỷ lệ hộ dân dùng nước hợp vệ sinh năm {year} là {figure}."),
        ("Nước hợp vệ sinh đã đến với {figure} hộ dân.",),
        ("Tỷ lệ hộ dân dùng nước hợp vệ sinh của {place} năm {year} là bao nhiêu?",
         "Năm {year}, bao nhiêu phần trăm hộ dân ở {place} dùng nước hợp vệ sinh?"),
    ),
    Indicator(
        "kinh-phi-nha", "kinh phí hỗ trợ nhà ở", _MONEY, "đồng", 2.4e8, 1.9e10,
        ("Kinh phí hỗ trợ nhà ở của {place} năm {year} là {figure}.",
         "Năm {year}, {place} dành {figure} hỗ trợ nhà ở cho người thu nhập thấp."),
        ("Kinh phí hỗ trợ nhà ở trong kỳ là {figure}, lấy từ ba nguồn.",),
        ("Kinh phí hỗ trợ nhà ở của {place} năm {year} là bao nhiêu?",
         "Năm {year}, {place} dành bao nhiêu tiền hỗ trợ nhà ở?"),
    ),
    Indicator(
        "quy-nguoi-ngheo", "số tiền vận động Quỹ Vì người nghèo", _MONEY, "đồng", 1.5e8, 8.5e9,
        ("Năm {year}, Quỹ Vì người nghèo của {place} vận động được {figure}.",
         "Các tổ chức và người dân {place} góp {figure} vào Quỹ Vì người nghèo trong năm {year}."),
        ("Quỹ Vì người nghèo nhận được {figure} tiền ủng hộ.",),
        ("Năm {year}, Quỹ Vì người nghèo của {place} vận động được bao nhiêu tiền?",
         "Quỹ Vì người nghèo ở {place} nhận bao nhiêu tiền trong năm {year}?"),
    ),
    Indicator(
        "vay-von", "dư nợ cho vay hộ nghèo và đối tượng chính sách", _MONEY, "đồng", 2.1e10, 4.8e11,
        ("Dư nợ cho vay hộ nghèo và đối tượng chính sách của {place} cuối năm {year} đạt {figure}.",
         "Cuối năm {year}, Ngân hàng Chính sách xã hội tại {place} có dư nợ cho vay {figure}."),
        ("Dư nợ cho vay hộ nghèo và đối tượng chính sách đạt {figure}, nợ quá hạn {percent}.",),
        ("Dư nợ cho vay hộ nghèo và đối tượng chính sách của {place} năm {year} là bao nhiêu?",
         "Cuối năm {year}, Ngân hàng Chính sách xã hội ở {place} có dư nợ cho vay bao nhiêu tỷ đồng?"),
    ),
    Indicator(
        "tro-cap", "số tiền chi trợ cấp xã hội thường xuyên", _MONEY, "đồng", 3.2e9, 6.4e10,
        ("Năm {year}, {place} chi {figure} trợ cấp xã hội thường xuyên.",
         "Ngân sách chi trợ cấp xã hội thường xuyên ở {place} là {figure} trong năm {year}."),
        ("Tổng chi trợ cấp xã hội thường xuyên là {figure}.",),
        ("Năm {year}, {place} chi bao nhiêu tiền trợ cấp xã hội thường xuyên?",
         "Tiền trợ cấp xã hội thường xuyên của {place} năm {year} là bao nhiêu?"),
    ),
    Indicator(
        "cuu-doi", "lượng gạo cứu đói", _COUNT, "kg gạo", 3000, 96000,
        ("Năm {year}, {place} cấp phát {figure} cứu đói giáp hạt và sau bão.",
         "Lượng gạo cứu đói mà {place} phân bổ trong năm {year} là {figure}."),
        ("Lúc giáp hạt, {figure} cứu đói đã được chuyển về các thôn.",),
        ("Năm {year}, {place} cấp bao nhiêu kg gạo cứu đói?",
         "{place} phân bổ bao nhiêu kg gạo cứu đói trong năm {year}?"),
    ),
)  # fmt: skip
