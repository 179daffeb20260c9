namespace LiteBox.CoreLib.SelfTest;

internal static class TextTests
{
    public static void Run()
    {
        Check.That("abc".Length == 3 && "abc"[1] == 'b' && "abc" != "abd");
        Check.That(new string('x', Check.Opaque(3)) == "xxx" && string.Concat("ab", "cd") == "abcd");
        Check.That((-123).ToString() == "-123" && 0.ToString() == "0" && ulong.MaxValue.ToString() == "18446744073709551615");
        Check.That(long.MinValue.ToString() == "-9223372036854775808" && sbyte.MinValue.ToString() == "-128");
        Check.That("abc".GetHashCode() == string.Concat("a", "bc").GetHashCode());
        Check.That(Number("four") == 4 && Number("seven") == 7 && Number("") == 0);
        Check.That(true.ToString() == "True" && 'c'.ToString() == "c");
    }

    private static int Number(string name) => name switch
    {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        _ => 0,
    };
}
