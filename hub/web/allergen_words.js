/**
 * What dishes and guests call the allergens of the law: the table of hub/domain/allergen_words.py,
 * where it is explained. A test holds the two together.
 *
 * @module
 */

/** Of each row how it is called, its kinds, its words. @type {readonly [string, string, string][]} */
export const ALLERGENS = [
  ["nuts", "nuts peanuts", "nut nuts frutos_secos fruto_seco fruits_a_coque fruits_secs nuss* schalenfruchte* frutta_a_guscio frutta_secca castanhas *坚果* *堅果* مكسرات"],
  ["nuts", "nuts", "almond* hazelnut* walnut* cashew* pecan* pistachio* macadamia* brazil_nut* marzipan* praline* nutella frangipane* gianduja* nuez nueces almendra* avellana* anacardo* pistacho* pacana* mazapan* noix noisette* amande* pistache* cajou walnuss* *haselnuss* *mandel* pistazie* pekan* paranuss* noce noci nocciol* mandorl* pistacchi* anacard* marzapan* noz nozes amendoa* avela* castanha caju *核桃* *杏仁* *腰果* *榛* *开心果* *開心果* لوز جوز بندق كاجو فستق"],
  ["peanuts", "peanuts", "peanut* groundnut* satay cacahuet* cacahuate* mani arachide* *erdnuss* arachid* amendoi* *花生* فول_سوداني"],
  ["gluten", "gluten", "gluten* wheat barley rye oat oats spelt kamut seitan bulgur couscous semolina coeliac* celiac* trigo cebada centeno avena espelta ble orge seigle avoine epeautre *weizen* gerste roggen* hafer* dinkel* zoliakie* grano frumento orzo segale farro glutine cevada centeio aveia *麸质* *麩質* *小麦* *小麥* *大麦* *燕麦* *面筋* *乳糜泻* غلوتين جلوتين قمح شعير شوفان"],
  ["shellfish", "crustaceans molluscs", "shellfish marisco* fruits_de_mer meeresfrucht* schalentier* frutti_di_mare frutos_do_mar *贝类* *甲壳* محار قشريات"],
  ["shellfish", "fish crustaceans molluscs", "seafood *海鲜* *海鮮* ماكولات_بحريه"],
  ["crustaceans", "crustaceans", "crustace* shrimp* prawn* crab crabs crabmeat lobster* crayfish langoustine* scampi crustaceo* gamba* camaron* langosta* langostino* cangrejo* crevette* crabe* homard* ecrevisse* krebs* garnele* hummer* krustentier* crostace* gamber* granchi* aragost* astice camarao camaroes lagosta* caranguejo* *虾* *蝦* *蟹* *龙虾* جمبري روبيان سلطعون"],
  ["molluscs", "molluscs", "mollus* mollusk* mussel* oyster* clam clams squid calamari* octopus scallop* snail* molusco* mejillon* ostra* almeja* calamar* pulpo moule moules huitre* poulpe saint_jacques escargot* weichtier* muschel* auster* tintenfisch* mollusch* cozze vongole ostric* polpo seppi* mexilh* lula lulas polvo *鱿鱼* *章鱼* *牡蛎* *蛤* رخويات حبار"],
  ["egg", "egg", "egg eggs mayo mayonnaise mayonesa aioli huevo* oeuf oeufs ei eier *eigelb* rührei uovo uova maionese ovo ovos *鸡蛋* *雞蛋* *蛋黄* *蛋白* *煎蛋* *蛋液* بيض بيضه"],
  ["fish", "fish", "fish fishes salmon tuna cod trout anchov* sardine* mackerel haddock halibut herring sea_bass sea_bream pescado* pez atun bacalao trucha anchoa* merluza poisson* saumon thon cabillaud truite anchois fisch* lachs* thunfisch* kabeljau forelle* sardelle* pesce pesci salmone tonno merluzzo trota acciug* peixe* salmao bacalhau truta *鱼* *魚* سمك سلمون تونه"],
  ["soy", "soy", "soy soya soybean* tofu edamame miso tempeh soja* sojasauce soia *大豆* *黄豆* *豆腐* *酱油* *豆浆* صويا توفو"],
  ["milk", "milk", "milk dairy lactose cheese* cream creme yogurt* yoghurt* mozzarella parmesan* cheddar feta ricotta mascarpone ghee whey leche lacteo* lactosa queso* mantequilla nata crema yogur* lait laitier* fromage* beurre yaourt* *milch* laktose* kase* *kase *butter sahne* rahm joghurt* quark latte latticini lattosio formaggi* burro panna leite laticinio* queijo* manteiga iogurte* *牛奶* *奶酪* *芝士* *黄油* *奶油* *乳糖* *酸奶* *乳制品* حليب جبن جبنه زبده قشطه لبن لاكتوز البان"],
  ["celery", "celery", "celery celeriac apio celeri *sellerie* sedano aipo *芹菜* كرفس"],
  ["mustard", "mustard", "mustard* mostaza moutarde *senf* senape mostarda *芥末* *芥菜* خردل"],
  ["sesame", "sesame", "sesame tahini tahina hummus sesamo ajonjoli *sesam* gergelim *芝麻* سمسم طحينه"],
  ["sulphites", "sulphites", "sulphit* sulfit* sulphur_dioxide sulfito* *schwefeldioxid* solfit* *亚硫酸* كبريتيت"],
  ["lupin", "lupin", "lupin* altramuz altramuces tremoco* *羽扇豆* ترمس"],
];

export const OTHER_THINGS =
  "peanut_butter>peanut peanutbutter>peanut coconut_milk coconut_cream coconut_butter almond_milk>almond soy_milk>soy soya_milk>soya oat_milk>oat rice_milk cocoa_butter butter_bean butter_beans nuez_moscada leche_de_coco leche_de_almendra>almendra leche_de_almendras>almendra leche_de_soja>soja leche_de_avena>avena mantequilla_de_cacahuete>cacahuete noix_de_coco noix_de_muscade noix_de_saint_jacques>saint_jacques lait_de_coco lait_d_amande>amande lait_de_soja>soja beurre_de_cacahuete>cacahuete *tintenfisch*>squid *kokosnuss* *muskatnuss* *kokosmilch* *kokosnussmilch* *mandelmilch*>mandel *sojamilch*>soja *hafermilch*>hafer *reismilch* *buchweizen* *erdnussbutter*>erdnuss *erdnusse*>erdnuss *walnusse*>walnuss *haselnusse*>haselnuss *kakaobutter* noce_moscata noce_di_cocco latte_di_cocco latte_di_mandorla>mandorla latte_di_soia>soia burro_di_arachidi>arachidi caffe_latte>latte noz_moscada leite_de_coco leite_de_amendoas>amendoa leite_de_soja>soja manteiga_de_amendoim>amendoim manteiga_de_cacau *椰奶* *豆奶*>大豆 *鱿鱼*>squid *鱿魚*>squid *章鱼*>octopus *章魚*>octopus جوز_هند جوزه_طيب حليب_جوز_هند";
export const WITHOUT =
  "no non not without hold omit minus skip none sin nada ningun ninguna sans pas aucun aucune ni ohne kein keine keinen nicht senza niente nessun nessuna sem nao بدون بلا لا خالي";
export const WITHOUT_BEHIND = "free frei los weg weglassen raus off";
export const WITHOUT_WITHIN = "frei free";
export const WITHOUT_SIGNS = "无無不免去走";
export const WITH =
  "with extra add plus but instead con pero mas avec mais mit aber dazu dafur ma com piu مع لكن اضافه";
